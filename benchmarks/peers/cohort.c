/* The cohort kernel's month in plain C, for its benchmark: one draw, one thread.
 * Layout and order within a month are those of kernels/cohort.py; detail by group is left out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BASES = 4, PHASES = 4, PLACES = 20, CLOCK = 37, OLDEST = 36, BANDS = 8, EXITS = 6, LINES = 5, OUTCOMES = 3 };
enum { LEGACY, ASSESSMENT, WRAG, SUPPORT };
enum { LATER = 16, PENSION_AGE = 3, DEATH = 4, ARREARS = 4, ROWS = PHASES + 2 };
static const double WEEKS_A_MONTH = 365.0 / 7.0 / 12.0;

static int phase_of(int place) { return place >= LATER ? WRAG : place / BASES; }
static int position_of(int place) { return place >= LATER ? WRAG * BASES + place - LATER : place; }

typedef struct {
    int groups, months, ages, later_from, wait, arrears_from;
    const int *year, *age, *limit, *band;
    const double *on_flow, *pension, *mortality, *weeks, *start;
} Timetable;

typedef struct {
    const double *start, *claims, *basis, *off_flow, *factor, *age, *death, *capacity, *outcome, *destination,
        *after, *award, *arrears;
} Claims;

typedef struct {
    double *caseload, *spending, *on_flow, *off_flow, *decisions, *stock;
} Totals;

static void spread(double people, const double *shares, double *flow) {
    for (int i = 0; i < EXITS; i++) flow[i] += people * shares[i];
}

static void leave(const Timetable *t, const Claims *c, const Totals *o, int g, int m, const double *own,
                  const double *survival, const double *people, double (*s)[CLOCK]) {
    double *off = o->off_flow + (size_t)t->year[m] * PHASES * EXITS;
    double left[PHASES] = {0}, dead[PHASES] = {0};
    double stay[PHASES][BANDS], dead_share[PHASES][BANDS];
    int age = t->age[(size_t)g * t->months + m];
    for (int phase = 0; phase < PHASES; phase++) {
        double dying = t->mortality[(size_t)g * t->months + m] * c->death[phase], living = exp(-dying);
        for (int band = 0; band < BANDS; band++) {
            int at = (age * PHASES + phase) * BANDS + band;
            double total = own[at] + dying;
            stay[phase][band] = survival[at] * living;
            dead_share[phase][band] = total > 0 ? dying / total : 0;
        }
    }
    for (int place = 0; place < PLACES; place++) {
        int phase = phase_of(place);
        double oldest = 0;
        if (people[place] == 0) continue;
        for (int k = OLDEST; k >= 0; k--) {
            double kept = s[place][k] * stay[phase][t->band[k]], gone = s[place][k] - kept;
            double died = gone * dead_share[phase][t->band[k]];
            dead[phase] += died;
            left[phase] += gone - died;
            if (k == OLDEST) oldest = kept;
            else s[place][k + 1] = kept;
        }
        s[place][OLDEST] += oldest;
        s[place][0] = 0;
    }
    for (int phase = 0; phase < PHASES; phase++) {
        off[phase * EXITS + DEATH] += dead[phase];
        spread(left[phase], c->destination + phase * EXITS, off + phase * EXITS);
    }
}

static void decide(const Timetable *t, const Claims *c, const Totals *o, int m, const double *served,
                   double (*s)[CLOCK], double *late) {
    double *off = o->off_flow + (size_t)t->year[m] * PHASES * EXITS;
    double *decided = o->decisions + (size_t)t->year[m] * 2 * OUTCOMES;
    const double *new = c->outcome + (size_t)m * OUTCOMES, *old = c->outcome + (size_t)(t->months + m) * OUTCOMES;
    double fit[2] = {0};
    for (int b = 0; b < BASES; b++) {
        double *waiting = s[ASSESSMENT * BASES + b], *legacy = s[LEGACY * BASES + b], people = 0;
        for (int k = t->wait; k < CLOCK; k++) {
            int wrag = m - k >= t->later_from ? LATER + b : WRAG * BASES + b, support = SUPPORT * BASES + b;
            double n = waiting[k] * served[0], weeks = (k > t->arrears_from ? k - t->arrears_from : 0) * WEEKS_A_MONTH;
            waiting[k] -= n;
            s[wrag][k] += n * new[1];
            s[support][k] += n * new[2];
            late[wrag] += n * new[1] * weeks;
            late[support] += n * new[2] * weeks;
            fit[0] += n * (1 - new[1] - new[2]);
            decided[1] += n * new[1];
            decided[2] += n * new[2];
        }
        for (int k = 0; k < CLOCK; k++) {
            people += legacy[k] * served[1];
            legacy[k] *= 1 - served[1];
        }
        s[WRAG * BASES + b][0] += people * old[1];
        s[SUPPORT * BASES + b][0] += people * old[2];
        fit[1] += people * (1 - old[1] - old[2]);
        decided[OUTCOMES + 1] += people * old[1];
        decided[OUTCOMES + 2] += people * old[2];
    }
    decided[0] += fit[0];
    decided[OUTCOMES] += fit[1];
    spread(fit[0], c->destination + PHASES * EXITS, off + ASSESSMENT * EXITS);
    spread(fit[1], c->destination + PHASES * EXITS, off + LEGACY * EXITS);
}

static void limit(const Timetable *t, const Claims *c, const Totals *o, int m, double (*s)[CLOCK]) {
    double ended = 0;
    if (t->limit[m] <= 0) return;
    for (int first = WRAG * BASES; first <= LATER; first += LATER - WRAG * BASES)
        for (int k = t->limit[m]; k < CLOCK; k++) {
            double people = s[first][k];
            s[first + 2][k] += s[first + 1][k] + people * c->after[0];
            s[first + 3][k] += people * c->after[1];
            s[first][k] = s[first + 1][k] = 0;
            ended += people * (1 - c->after[0] - c->after[1]);
        }
    spread(ended, c->destination + (PHASES + 1) * EXITS, o->off_flow + ((size_t)t->year[m] * PHASES + WRAG) * EXITS);
}

static void enter_and_retire(const Timetable *t, const Claims *c, const Totals *o, int g, int m, double (*s)[CLOCK]) {
    double retiring = t->pension[(size_t)g * t->months + m];
    for (int b = 0; b < BASES; b++) {
        double people = c->claims[m] * t->on_flow[(size_t)g * t->months + m] * c->basis[b];
        s[ASSESSMENT * BASES + b][0] += people;
        o->on_flow[t->year[m] * BASES + b] += people;
    }
    if (retiring <= 0) return;
    for (int place = 0; place < PLACES; place++)
        for (int k = 0; k < CLOCK; k++) {
            double people = s[place][k] * retiring;
            s[place][k] -= people;
            o->off_flow[((size_t)t->year[m] * PHASES + phase_of(place)) * EXITS + PENSION_AGE] += people;
        }
}

static void sum(double (*s)[CLOCK], double *total) {
    for (int place = 0; place < PLACES; place++) {
        total[place] = 0;
        for (int k = 0; k < CLOCK; k++) total[place] += s[place][k];
    }
}

static void pay(const Timetable *t, const Claims *c, const Totals *o, int m, const double *opening,
                const double *closing, const double *late) {
    for (int place = 0; place < PLACES; place++) {
        int position = position_of(place), year = t->year[m];
        double mean = 0.5 * (opening[place] + closing[place]);
        double *money = o->spending + ((size_t)year * PHASES * BASES + position) * LINES;
        o->stock[(size_t)m * PHASES * BASES + position] += closing[place];
        o->caseload[(size_t)year * PHASES * BASES + position] += mean / 12;
        for (int line = 0; line < ARREARS; line++)
            money[line] += mean * t->weeks[m] * c->award[((size_t)m * PLACES + place) * LINES + line];
        money[ARREARS] += late[place] * c->arrears[(size_t)m * PLACES + place];
    }
}

int project(const Timetable *t, const Claims *c, const Totals *o) {
    double(*stock)[PLACES][CLOCK] = malloc(sizeof(double[PLACES][CLOCK]) * t->groups);
    double *own = malloc(sizeof(double) * 2 * t->ages * PHASES * BANDS), *survival = own + t->ages * PHASES * BANDS;
    double(*by_place)[PLACES] = malloc(sizeof(double[PLACES]) * t->groups), opening[PLACES] = {0};
    if (!stock || !own || !by_place) return 1;
    for (int g = 0; g < t->groups; g++) {
        for (int i = 0; i < PLACES * CLOCK; i++)
            stock[g][i / CLOCK][i % CLOCK] = t->start[(size_t)g * PLACES * CLOCK + i] * c->start[phase_of(i / CLOCK)];
        sum(stock[g], by_place[g]);
        for (int place = 0; place < PLACES; place++) opening[place] += by_place[g][place];
    }
    for (int m = 0; m < t->months; m++) {
        double ready[2] = {0}, served[2], closing[PLACES] = {0}, late[PLACES] = {0};
        for (int i = 0; i < t->ages * PHASES * BANDS; i++) {
            int phase = i / BANDS % PHASES;
            double scale = phase == ASSESSMENT ? 1 : c->factor[m] * c->age[i / (PHASES * BANDS)];
            own[i] = c->off_flow[i % (PHASES * BANDS)] * scale;
            survival[i] = exp(-own[i]);
        }
        for (int g = 0; g < t->groups; g++) {
            leave(t, c, o, g, m, own, survival, by_place[g], stock[g]);
            for (int b = 0; b < BASES; b++)
                for (int k = 0; k < CLOCK; k++) {
                    ready[1] += stock[g][LEGACY * BASES + b][k];
                    if (k >= t->wait) ready[0] += stock[g][ASSESSMENT * BASES + b][k];
                }
        }
        for (int i = 0; i < 2; i++) {
            double capacity = c->capacity[(size_t)i * t->months + m];
            served[i] = ready[i] <= 0 ? 0 : capacity < ready[i] ? capacity / ready[i] : 1;
        }
        for (int g = 0; g < t->groups; g++) {
            decide(t, c, o, m, served, stock[g], late);
            limit(t, c, o, m, stock[g]);
            enter_and_retire(t, c, o, g, m, stock[g]);
            sum(stock[g], by_place[g]);
            for (int place = 0; place < PLACES; place++) closing[place] += by_place[g][place];
        }
        pay(t, c, o, m, opening, closing, late);
        memcpy(opening, closing, sizeof opening);
    }
    free(stock);
    free(own);
    free(by_place);
    return 0;
}

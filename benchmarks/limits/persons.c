/* The walk of the person engine by hand: what the machine allows, to set the kernel beside.
 *
 * Build: cc -O3 -march=native -fno-math-errno -shared -fPIC -o persons.so persons.c
 *
 * Everybody of one draw, without programmes: the same people with the same hash, the same tables of chances and of
 * where branches land, and months in which nothing happens passed over as the kernel does. What comes out are stocks
 * by place at each month's end. Flows, decisions, arrears, money and lives, which the kernel counts too, are left out.
 */
#include <stdint.h>

enum { STATES = 12, BASES = 6, TERMS = 3, PLACES = 68, CLOCK = 37, OLDEST = 36, BANDS = 8, BRANCHES = 12, WINDOW = 18 };
enum { ASSESSMENT = 2, WRAG = 3, UC_ASSESSMENT = 9, UC_LCWRA = 11, UC = 5 };
enum { NEW, REPEAT, FROM_LEGACY, TO_UC };
enum { EXIT, REFER, HEAR, DECIDE, CUT, GO, WORSEN, TOP_UP, MIGRATE, RETURN, RETIRE, HOW_MANY = 12, DECISIONS = 16 };
enum { SUPPORTED, ACTIVE, DISPUTED, STAY = BRANCHES, RETURN_CLOCK = 6 };

typedef struct {
    long groups, months, spots, minimum_wait;
    uint64_t key;
    const long *state_of, *basis_of, *place_of, *band_of, *stream_of_state, *steps_of, *row_of, *target, *active, *limit,
        *waits_in;
    const double *gone, *died, *retiring, *share, *served, *terms_from, *uc_terms_from, *start, *claims;
    int *stood; /* (group, place, month end), filled */
} Draw;

/* --- luck --------------------------------------------------------------------------------------------- */

static inline uint64_t along(uint64_t key, uint64_t count) {
    uint64_t word = key + (count + 1) * 0x9E3779B97F4A7C15;
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9;
    word = (word ^ word >> 27) * 0x94D049BB133111EB;
    return word ^ word >> 31;
}

static inline double uniform(uint64_t key, long month, long decision) {
    return (double)(along(key, month * DECISIONS + decision) >> 11) * 0x1p-53;
}

/* --- one step ----------------------------------------------------------------------------------------- */

static inline long later(long clock, long months) { return clock + months < OLDEST ? clock + months : OLDEST; }

static inline long at(const Draw *d, long state, long basis, long terms) {
    return d->place_of[(state * BASES + basis) * TERMS + terms];
}

static inline long terms_on(const double *from, long month) { return (month >= from[0]) + (month >= from[1]); }

static inline const double *shares(const Draw *d, long step, long spot, long branch) {
    return d->share + (d->row_of[step * d->spots + spot] * BRANCHES + branch) * d->months;
}

static inline long in_band(const Draw *d, long group, long state, long clock, long month) {
    return ((group * STATES + state) * BANDS + d->band_of[clock]) * d->months + month;
}

static inline double scale(const Draw *d, long group, long step, long spot, long clock, long month) {
    long state = step == EXIT || step == DECIDE ? d->state_of[spot] : 0, stream = d->stream_of_state[state];
    switch (step) {
    case EXIT: return d->gone[in_band(d, group, state, clock, month)];
    case DECIDE:
        if ((stream == NEW || stream == TO_UC) && clock < d->minimum_wait) return 0;
        return d->served[(stream * CLOCK + clock) * d->months + month];
    case CUT: return 0 < d->limit[month] && d->limit[month] <= clock;
    case RETIRE: return d->retiring[group * d->months + month];
    default: return 1;
    }
}

static long branch_of(const Draw *d, long group, long step, long spot, long clock, long month, double luck) {
    double all = scale(d, group, step, spot, clock, month);
    if (step == EXIT)
        return luck >= all ? STAY : luck >= all * d->died[in_band(d, group, d->state_of[spot], clock, month)];
    const double *share = shares(d, step, spot, 0) + month;
    if (luck >= all * share[(BRANCHES - 1) * d->months]) return STAY;
    for (long branch = 0; branch < BRANCHES - 1; branch++)
        if (luck < all * share[branch * d->months]) return branch;
    return BRANCHES - 1;
}

static long land(const Draw *d, long step, long spot, long clock, long month, long branch) {
    long target = d->target[d->row_of[step * d->spots + spot] * BRANCHES + branch];
    if (step != DECIDE) return target;
    long stream = d->stream_of_state[d->state_of[spot]], basis = d->basis_of[spot];
    if (stream == TO_UC) return branch == SUPPORTED ? at(d, UC_LCWRA, UC, terms_on(d->uc_terms_from, month)) : target;
    if (branch == DISPUTED) return at(d, d->waits_in[month], basis, 0);
    if (branch == ACTIVE && stream == NEW) return at(d, WRAG, basis, terms_on(d->terms_from, month - clock));
    return target;
}

/* --- quiet months ------------------------------------------------------------------------------------- */

static long quiet_until(const Draw *d, long group, long spot, long clock, long month, long until, uint64_t key) {
    const long *active = d->active + group * d->months, *limit = d->limit, state = d->state_of[spot];
    const long steps = d->steps_of[spot];
    const double *gone = d->gone + in_band(d, group, state, 0, 0);
    if (steps >> DECIDE & 1) {
        const double *served = d->served + d->stream_of_state[state] * CLOCK * d->months;
        for (long m = month; m < until; m++)
            if (uniform(key, m, DECIDE) < served[later(clock, m - month + 1) * d->months + m]) { until = m; break; }
    }
    for (long step = RETIRE; step > EXIT; step--) {
        if (!(steps >> step & 1) || step == DECIDE) continue;
        const double *chance = step == RETIRE ? d->retiring + group * d->months : shares(d, step, spot, BRANCHES - 1);
        for (long m = month; m < until; m++) {
            if (!(active[m] >> step & 1)) continue;
            if (step == CUT && (limit[m] == 0 || later(clock, m - month + 1) < limit[m])) continue;
            if (uniform(key, m, step) < chance[m]) { until = m; break; }
        }
    }
    for (long m = month; m < until; m++)
        if (uniform(key, m, EXIT) < gone[d->band_of[later(clock, m - month)] * d->months + m]) return m;
    return until;
}

/* --- lives -------------------------------------------------------------------------------------------- */

static void live(const Draw *d, long group, long entry, long spot, long clock, uint64_t key, int *stood) {
    const long months = d->months, gone = d->spots - 1;
    for (long month = entry < 0 ? 0 : entry; month < months && spot != gone; month++) {
        if (spot < PLACES && month != entry) {
            long window = month + WINDOW < months ? month + WINDOW : months;
            long until = quiet_until(d, group, spot, clock, month, window, key);
            int *ends = stood + spot * (months + 2);
            ends[month + 1]++;
            ends[until + 1]--;
            clock = later(clock, until - month);
            month = until;
            if (until == window) { month--; continue; }
        }
        long step = month == entry ? RETIRE : EXIT, active = d->active[group * months + month];
        for (long todo = (d->steps_of[spot] & active) >> step; todo; todo >>= 1, step++) {
            if (!(todo & 1)) continue;
            long branch = branch_of(d, group, step, spot, clock, month, uniform(key, month, step)), from = spot;
            if (step == EXIT) clock = later(clock, 1);
            if (branch == STAY) continue;
            spot = land(d, step, from, clock, month, branch);
            if (step == RETURN && branch == 0) clock = RETURN_CLOCK;
            if (step == DECIDE && d->stream_of_state[d->state_of[from]] == FROM_LEGACY) clock = 0;
            todo = (d->steps_of[spot] & active) >> step;
        }
        if (spot < PLACES) {
            stood[spot * (months + 2) + month + 1]++;
            stood[spot * (months + 2) + month + 2]--;
        }
    }
}

static void live_cell(const Draw *d, long group, long entry, long place, long clock, double expected, int *stood) {
    long cell = (((entry + 1) * PLACES + place) * CLOCK + clock) * d->groups + group;
    uint64_t key = along(d->key, cell);
    long number = (long)(expected + uniform(key, 0, HOW_MANY));
    if (entry < 0) {
        stood[place * (d->months + 2)] += number;
        stood[place * (d->months + 2) + 1] -= number;
    }
    for (long who = 0; who < number; who++) live(d, group, entry, place, clock, along(key, who), stood);
}

void live_everybody(const Draw *d) {
    for (long group = 0; group < d->groups; group++) {
        int *stood = d->stood + group * PLACES * (d->months + 2);
        for (long place = 0; place < PLACES; place++)
            for (long clock = 0; clock < CLOCK; clock++)
                live_cell(d, group, -1, place, clock, d->start[(group * PLACES + place) * CLOCK + clock], stood);
        for (long month = 0; month < d->months; month++)
            for (long basis = 0; basis < BASES; basis++)
                live_cell(d, group, month, at(d, basis == UC ? UC_ASSESSMENT : ASSESSMENT, basis, 0), 0,
                          d->claims[(group * d->months + month) * BASES + basis], stood);
        for (long place = 0; place < PLACES; place++)
            for (long end = 1; end < d->months + 2; end++)
                stood[place * (d->months + 2) + end] += stood[place * (d->months + 2) + end - 1];
    }
}

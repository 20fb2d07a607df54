/* The months of the cohort engine by hand: what the machine allows, to set the kernel beside.
 *
 * Build: cc -O3 -march=native -fno-math-errno -shared -fPIC -o cohort.so cohort.c -lm
 *
 * One draw without programmes, served in random order: exits, clock, referrals, disputes, decisions, limit,
 * worsening, top-ups, migration, returns, claims, pension age, money by place and by group. It visits the rows that
 * the kernel visits, and keeps new claims in assessment of all bases together, as the kernel does. Flows by
 * destination, balances and shares served, which the kernel counts too, are left out.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STATES = 12, BASES = 6, ESA = 5, TERMS = 3, PLACES = 68, CLOCK = 37, OLDEST = 36, BANDS = 8 };
enum { LEGACY, LEGACY_WAITING, ASSESSMENT, WRAG, SUPPORT, WRAG_REVIEW, SUPPORT_REVIEW, RECONSIDERATION, APPEAL,
       UC_ASSESSMENT, UC_LCW, UC_LCWRA };
enum { CONTRIBUTORY, BOTH, INCOME_RELATED, CREDITS_ONLY, WITH_UC, UC };
enum { NEW, REPEAT, FROM_LEGACY, TO_UC, STREAMS };
enum { REPEAT_WRAG = 4, REPEAT_SUPPORT, OUTCOME_ROWS };
enum { TO_WRAG = 1, TO_SUPPORT = 2, OUTCOMES };
enum { DESTINATIONS = 6, WORK = 0, LINES = 5, ARREARS = 4, OFF = 3, RETURN_CLOCK = 6 };

typedef struct {
    long months, groups, ages, minimum_wait, arrears_from;
    double top_up_weeks, weeks_a_month;
    const long *state_of, *basis_of, *terms_of, *place_of, *phase_of, *first_of_band;
    /* the timetable */
    const double *on_flow_shape, *pension_exit, *mortality, *age_class, *weeks, *start_shape, *told_apart,
        *limit_months, *reconsideration, *terms_from, *uc_terms_from;
    /* the claims of one draw */
    const double *start_stock, *claims, *claim_basis, *off_flow, *off_flow_factor, *age_multiplier, *mortality_ratio,
        *capacity, *outcome, *referral, *dispute, *reconsidered, *appealed, *worsening, *top_up, *migration,
        *return_share, *destination, *after_limit, *award, *arrears;
    /* filled */
    double *people_at_end, *spending, *caseload_by_group, *spending_by_group;
} Draw;

typedef double *restrict row_t;

static long G;
static double *people;                    /* (place, clock, group) */
static char live[PLACES][CLOCK];
static double *off, *opening, *closing, *late_weeks, owed[PLACES], held[PLACES];
static double *leaving, *leavers, *made, *one, *weeks_late, *in_band;
static double *claimants, *drawn, *drawn_late; /* (clock, group) of all bases; (basis, group) just decided */
static double basis_of_claimants[CLOCK][ESA];
static char claimants_live[CLOCK];

static row_t row(long place, long clock) { return people + (place * CLOCK + clock) * G; }

static row_t row_for(const Draw *d, long place, long clock) {
    long at = clock < d->told_apart[place] ? clock : OLDEST;
    live[place][at] = 1;
    return row(place, at);
}

static long at(const Draw *d, long state, long basis, long terms) {
    return d->place_of[(state * BASES + basis) * TERMS + terms];
}

static void add(row_t to, const double *restrict from, double share) {
    for (long g = 0; g < G; g++) to[g] += from[g] * share;
}

static double total(const double *restrict r) {
    double a = 0, b = 0, c = 0, e = 0;
    long g = 0;
    for (; g + 3 < G; g += 4) { a += r[g]; b += r[g + 1]; c += r[g + 2]; e += r[g + 3]; }
    for (; g < G; g++) a += r[g];
    return a + b + c + e;
}

/* --- exits -------------------------------------------------------------------------------------------- */

static double *staying, *dead, *surviving; /* (state, band, group), and (state, group) */
static long table_of[STATES], dying_as[STATES], even[STATES];

static int closure(long state) { return state == ASSESSMENT || state == UC_ASSESSMENT; }

static void share_tables(const Draw *d) {
    for (long s = 0; s < STATES; s++) {
        const double *mine = d->off_flow + s * BANDS;
        even[s] = 1;
        for (long b = 1; b < BANDS; b++) even[s] &= mine[b] == mine[0];
        table_of[s] = dying_as[s] = s;
        for (long o = s - 1; o >= 0; o--) {
            if (d->mortality_ratio[s] != d->mortality_ratio[o]) continue;
            dying_as[s] = o;
            if (closure(s) == closure(o) && !memcmp(mine, d->off_flow + o * BANDS, BANDS * sizeof(double)))
                table_of[s] = o;
        }
    }
}

static void tabulate(const Draw *d, long m) {
    const double *mortality = d->mortality + m * G, *age_class = d->age_class + m * G;
    double leaving_by_age[64], stays[64];
    for (long s = 0; s < STATES; s++)
        if (dying_as[s] == s)
            for (long g = 0; g < G; g++) surviving[s * G + g] = exp(-mortality[g] * d->mortality_ratio[s]);
    for (long s = 0; s < STATES; s++) {
        if (table_of[s] != s) continue;
        for (long b = 0; b < (even[s] ? 1 : BANDS); b++) {
            double hazard = d->off_flow[s * BANDS + b], ratio = d->mortality_ratio[s];
            row_t stay = staying + (s * BANDS + b) * G, die = dead + (s * BANDS + b) * G;
            if (b > 0 && hazard == d->off_flow[s * BANDS + b - 1]) {
                memcpy(stay, stay - G, G * sizeof(double));
                memcpy(die, die - G, G * sizeof(double));
                continue;
            }
            for (long a = 0; a < d->ages; a++) {
                leaving_by_age[a] = hazard * (closure(s) ? 1.0 : d->off_flow_factor[m] * d->age_multiplier[a]);
                stays[a] = exp(-leaving_by_age[a]);
            }
            const double *restrict alive = surviving + dying_as[s] * G;
            for (long g = 0; g < G; g++) {
                long a = (long)age_class[g];
                double dying = mortality[g] * ratio, sum = leaving_by_age[a] + dying;
                stay[g] = stays[a] * alive[g];
                die[g] = sum > 0 ? dying / sum : 0;
            }
        }
    }
}

static void go(const double *restrict who, const double *restrict stay, const double *restrict die, row_t left) {
    for (long g = 0; g < G; g++) left[g] += who[g] * (1 - stay[g]) * (1 - die[g]);
}

static void age(double *rows, char *alive, long told_apart, long clock, const double *restrict stay, row_t counted) {
    row_t now = rows + clock * G;
    if (clock == OLDEST) {
        for (long g = 0; g < G; g++) { counted[g] += now[g]; now[g] *= stay[g]; }
        return;
    }
    row_t older = rows + (clock + 1 < told_apart ? clock + 1 : OLDEST) * G;
    alive[clock + 1 < told_apart ? clock + 1 : OLDEST] = 1;
    if (clock + 1 >= told_apart)
        for (long g = 0; g < G; g++) { counted[g] += now[g]; older[g] += now[g] * stay[g]; }
    else
        for (long g = 0; g < G; g++) { counted[g] += now[g]; older[g] = now[g] * stay[g]; }
    if (!(clock > 0 && clock < told_apart && alive[clock - 1])) {
        memset(now, 0, G * sizeof(double));
        alive[clock] = 0;
    }
}

static void leave_rows(const Draw *d, double *rows, char *alive, long told_apart, long s, const double *opens) {
    long t = table_of[s];
    memset(leavers, 0, G * sizeof(double));
    if (even[s] && opens) go(opens, staying + t * BANDS * G, dead + t * BANDS * G, leavers);
    for (long b = BANDS - 1; b >= 0; b--) {
        long after = b == BANDS - 1 ? CLOCK : d->first_of_band[b + 1];
        const double *stay = staying + (t * BANDS + (even[s] ? 0 : b)) * G;
        memset(in_band, 0, G * sizeof(double));
        for (long clock = after - 1; clock >= d->first_of_band[b]; clock--)
            if (alive[clock]) age(rows, alive, told_apart, clock, stay, in_band);
        if (!even[s]) go(in_band, stay, dead + (t * BANDS + b) * G, leavers);
    }
}

static void stand_by_basis(const Draw *d, long clock) {
    for (long b = 0; b < ESA && claimants_live[clock]; b++)
        add(row_for(d, at(d, ASSESSMENT, b, 0), clock), claimants + clock * G, basis_of_claimants[clock][b]);
    memset(claimants + clock * G, 0, G * sizeof(double));
    claimants_live[clock] = 0;
}

static void leave(const Draw *d, long m) {
    tabulate(d, m);
    for (long p = 0; p < PLACES; p++) {
        if (held[p] == 0) continue;
        long s = d->state_of[p];
        int support = s == SUPPORT || s == SUPPORT_REVIEW;
        leave_rows(d, row(p, 0), live[p], (long)d->told_apart[p], s, s == ASSESSMENT ? NULL : opening + p * G);
        if (support || s == WRAG || s == WRAG_REVIEW)
            add(off + (support * ESA + d->basis_of[p]) * G, leavers, d->destination[s * DESTINATIONS + WORK]);
    }
    leave_rows(d, claimants, claimants_live, OLDEST, ASSESSMENT, NULL);
    memmove(basis_of_claimants[1], basis_of_claimants[0], (CLOCK - 1) * sizeof basis_of_claimants[0]);
    stand_by_basis(d, OLDEST);
}

/* --- moves -------------------------------------------------------------------------------------------- */

static void move(const Draw *d, long source, long target, long first, double share) {
    for (long clock = first; clock < CLOCK; clock++) {
        if (!live[source][clock]) continue;
        row_t here = row(source, clock), there = row_for(d, target, clock);
        for (long g = 0; g < G; g++) {
            double some = here[g] * share;
            here[g] -= some;
            there[g] += some;
        }
        if (share == 1.0) live[source][clock] = 0;
    }
}

static void owe(long place, const double *weeks, double share) {
    add(late_weeks + place * G, weeks, share);
    owed[place] += total(weeks) * share;
}

static void settle(const Draw *d, long waiting, long wrag, long support, long disputing, double served, long first,
                   long after, const double *outcome, double disputed, long arrears_from) {
    double fit = 1 - outcome[TO_WRAG] - outcome[TO_SUPPORT];
    memset(made, 0, G * sizeof(double));
    memset(weeks_late, 0, G * sizeof(double));
    for (long clock = first; clock < after; clock++) {
        if (!live[waiting][clock] || served == 0) continue;
        row_t waits = row(waiting, clock), in_wrag = row_for(d, wrag, clock), in_support = row_for(d, support, clock);
        double to_wrag = outcome[TO_WRAG], to_support = outcome[TO_SUPPORT];
        row_t drawn = one, all = made;
        for (long g = 0; g < G; g++) {
            drawn[g] = waits[g] * served;
            waits[g] -= drawn[g];
            in_wrag[g] += drawn[g] * to_wrag;
            in_support[g] += drawn[g] * to_support;
            all[g] += drawn[g];
        }
        if (disputed > 0) add(row_for(d, disputing, clock), one, fit * disputed);
        if (clock > arrears_from) add(weeks_late, one, (clock - arrears_from) * d->weeks_a_month);
        if (served == 1.0) live[waiting][clock] = 0;
    }
}

static long claimed_before(long m, long terms, const double *from, long first) {
    if (terms == 0) return CLOCK;
    long since = m - (long)from[terms - 1] + 1;
    return since < first ? first : since > CLOCK ? CLOCK : since;
}

static void add_both(row_t to, row_t and_to, const double *restrict from, double share, double and_share) {
    for (long g = 0; g < G; g++) {
        to[g] += from[g] * share;
        and_to[g] += from[g] * and_share;
    }
}

static void decide_claimants(const Draw *d, long m, double served, const double *outcome, double disputed,
                             long waits_in) {
    double fit = 1 - outcome[TO_WRAG] - outcome[TO_SUPPORT];
    long after = d->minimum_wait;
    for (long terms = TERMS - 1; terms >= 0; terms--) {
        long first = after, gathered = 0;
        after = claimed_before(m, terms, d->terms_from, first);
        memset(drawn, 0, ESA * G * sizeof(double));
        memset(drawn_late, 0, ESA * G * sizeof(double));
        for (long clock = first; clock < after; clock++) {
            if (!claimants_live[clock] || served == 0) continue;
            row_t waits = claimants + clock * G, now = one;
            for (long g = 0; g < G; g++) { now[g] = waits[g] * served; waits[g] -= now[g]; }
            if (served == 1.0) claimants_live[clock] = 0;
            double late = clock > d->arrears_from ? (clock - d->arrears_from) * d->weeks_a_month : 0;
            for (long b = 0; b < ESA; b++) {
                double share = basis_of_claimants[clock][b];
                long wrag = at(d, WRAG, b, terms), support = at(d, SUPPORT, b, 0), disputing = at(d, waits_in, b, 0);
                if (share == 0) continue;
                gathered = 1;
                if (clock < fmax(fmax(d->told_apart[wrag], d->told_apart[support]), d->told_apart[disputing])) {
                    add_both(row_for(d, wrag, clock), row_for(d, support, clock), one, share * outcome[TO_WRAG],
                             share * outcome[TO_SUPPORT]);
                    if (disputed > 0) add(row_for(d, disputing, clock), one, share * fit * disputed);
                    add(drawn_late + b * G, one, share * late);
                } else
                    add_both(drawn + b * G, drawn_late + b * G, one, share, share * late);
            }
        }
        for (long b = 0; b < ESA && gathered; b++) {
            long wrag = at(d, WRAG, b, terms), support = at(d, SUPPORT, b, 0);
            add_both(row_for(d, wrag, OLDEST), row_for(d, support, OLDEST), drawn + b * G, outcome[TO_WRAG],
                     outcome[TO_SUPPORT]);
            if (disputed > 0) add(row_for(d, at(d, waits_in, b, 0), OLDEST), drawn + b * G, fit * disputed);
            owe(wrag, drawn_late + b * G, outcome[TO_WRAG]);
            owe(support, drawn_late + b * G, outcome[TO_SUPPORT]);
        }
    }
}

static void decide(const Draw *d, long m, const double *served) {
    double disputed = d->dispute[m];
    long waits_in = d->reconsideration[m] > 0 ? RECONSIDERATION : APPEAL;
    const double *outcome[OUTCOME_ROWS];
    for (long r = 0; r < OUTCOME_ROWS; r++) outcome[r] = d->outcome + (r * d->months + m) * OUTCOMES;
    for (long b = 0; b < ESA && served[NEW] > 0; b++) {
        long support = at(d, SUPPORT, b, 0), after = d->minimum_wait;
        for (long terms = TERMS - 1; terms >= 0; terms--) {
            long first = after, wrag = at(d, WRAG, b, terms);
            after = claimed_before(m, terms, d->terms_from, first);
            if (first == after) continue;
            settle(d, at(d, ASSESSMENT, b, 0), wrag, support, at(d, waits_in, b, 0), served[NEW], first, after,
                   outcome[NEW], disputed, d->arrears_from);
            owe(wrag, weeks_late, outcome[NEW][TO_WRAG]);
            owe(support, weeks_late, outcome[NEW][TO_SUPPORT]);
        }
    }
    decide_claimants(d, m, served[NEW], outcome[NEW], disputed, waits_in);
    for (long p = 0; p < PLACES && served[REPEAT] > 0; p++) {
        long s = d->state_of[p], b = d->basis_of[p];
        if (s != WRAG_REVIEW && s != SUPPORT_REVIEW) continue;
        settle(d, p, at(d, WRAG, b, d->terms_of[p]), at(d, SUPPORT, b, 0), at(d, waits_in, b, 0), served[REPEAT], 0,
               CLOCK, outcome[s == WRAG_REVIEW ? REPEAT_WRAG : REPEAT_SUPPORT], disputed, CLOCK);
    }
    for (long b = 0; b <= CREDITS_ONLY && served[FROM_LEGACY] > 0; b++) {
        const double *share = outcome[FROM_LEGACY];
        row_t waits = row(at(d, LEGACY_WAITING, b, 0), OLDEST);
        for (long g = 0; g < G; g++) { one[g] = waits[g] * served[FROM_LEGACY]; waits[g] -= one[g]; }
        add(row_for(d, at(d, WRAG, b, 0), 0), one, share[TO_WRAG]);
        add(row_for(d, at(d, SUPPORT, b, 0), 0), one, share[TO_SUPPORT]);
        add(row_for(d, at(d, waits_in, b, 0), 0), one, (1 - share[TO_WRAG] - share[TO_SUPPORT]) * disputed);
    }
    long terms = 0;
    for (long later = 0; later < TERMS - 1; later++)
        if (m >= d->uc_terms_from[later]) terms = later + 1;
    long lcw = at(d, UC_LCW, UC, 0);
    if (served[TO_UC] > 0)
        settle(d, at(d, UC_ASSESSMENT, UC, 0), lcw, at(d, UC_LCWRA, UC, terms), lcw, served[TO_UC], d->minimum_wait,
               CLOCK, outcome[TO_UC], 0, CLOCK);
}

static void hear(const Draw *d, long m) {
    const double *share = d->outcome + (NEW * d->months + m) * OUTCOMES, *first = d->reconsidered;
    double heard_share = d->appealed[m * 2], won_share = d->appealed[m * 2 + 1];
    double passed = share[TO_WRAG] + share[TO_SUPPORT], to_support = passed > 0 ? share[TO_SUPPORT] / passed : 0;
    double goes_on = (1 - first[1]) * first[2];
    for (long b = 0; b < ESA; b++) {
        long unpaid = at(d, RECONSIDERATION, b, 0), paid = at(d, APPEAL, b, 0);
        if (held[unpaid] + held[paid] == 0) continue;
        for (long clock = 0; clock < CLOCK; clock++) {
            if (!live[unpaid][clock] && !live[paid][clock]) continue;
            row_t looked = row_for(d, unpaid, clock), waits = row_for(d, paid, clock);
            row_t wrag = row_for(d, at(d, WRAG, b, 0), clock), support = row_for(d, at(d, SUPPORT, b, 0), clock);
            for (long g = 0; g < G; g++) {
                double heard = waits[g] * heard_share, seen = looked[g] * first[0];
                double won = heard * won_share + seen * first[1];
                waits[g] += seen * goes_on - heard;
                looked[g] -= seen;
                wrag[g] += won * (1 - to_support);
                support[g] += won * to_support;
            }
        }
    }
}

static void end_awards(const Draw *d, long m) {
    long limit = (long)d->limit_months[m];
    for (long p = 0; p < PLACES && limit > 0; p++) {
        long s = d->state_of[p], b = d->basis_of[p], t = d->terms_of[p];
        if (s != WRAG && s != WRAG_REVIEW) continue;
        if (b == BOTH) move(d, p, at(d, s, INCOME_RELATED, t), limit, 1);
        if (b == WITH_UC) move(d, p, at(d, UC_LCW, UC, 0), limit, 1);
        for (long clock = limit; clock < CLOCK && b == CONTRIBUTORY; clock++) {
            if (!live[p][clock]) continue;
            row_t now = row(p, clock);
            add(row_for(d, at(d, s, INCOME_RELATED, t), clock), now, d->after_limit[0]);
            add(row_for(d, at(d, s, CREDITS_ONLY, t), clock), now, d->after_limit[1]);
            memset(now, 0, G * sizeof(double));
            live[p][clock] = 0;
        }
    }
}

static long uc_state(long s) {
    if (s == ASSESSMENT) return UC_ASSESSMENT;
    if (s == WRAG || s == WRAG_REVIEW) return UC_LCW;
    return s == SUPPORT || s == SUPPORT_REVIEW ? UC_LCWRA : -1;
}

static void sum_clock(long p, long first, row_t to) {
    memset(to, 0, G * sizeof(double));
    for (long clock = first; clock < CLOCK; clock++)
        if (live[p][clock]) add(to, row(p, clock), 1);
}

static void dated_moves(const Draw *d, long m) {
    end_awards(d, m);
    for (long p = 0; p < PLACES && d->worsening[m] > 0; p++)
        if (d->state_of[p] == WRAG) move(d, p, at(d, SUPPORT, d->basis_of[p], 0), 0, d->worsening[m]);
    if (d->top_up[m] > 0) {
        long source = at(d, SUPPORT, CONTRIBUTORY, 0);
        sum_clock(source, 0, weeks_late);
        owe(at(d, SUPPORT_REVIEW, BOTH, 0), weeks_late, d->top_up[m] * d->top_up_weeks);
        move(d, source, at(d, SUPPORT, BOTH, 0), 0, d->top_up[m]);
    }
    for (long p = 0; p < PLACES && d->migration[m] > 0; p++) {
        long s = d->state_of[p], b = d->basis_of[p], target = uc_state(s);
        if (target < 0) continue;
        if (b == INCOME_RELATED) move(d, p, at(d, target, UC, 0), 0, d->migration[m]);
        if (b == BOTH) move(d, p, at(d, s, WITH_UC, d->terms_of[p]), 0, d->migration[m]);
    }
    for (long clock = 0; clock < CLOCK && d->migration[m] > 0; clock++) {
        if (!claimants_live[clock]) continue;
        double *share = basis_of_claimants[clock], gone = share[INCOME_RELATED] * d->migration[m];
        row_t waits = claimants + clock * G, to = row_for(d, at(d, UC_ASSESSMENT, UC, 0), clock);
        for (long g = 0; g < G; g++) {
            double some = waits[g] * gone;
            waits[g] -= some;
            to[g] += some;
        }
        share[INCOME_RELATED] -= gone;
        share[WITH_UC] += share[BOTH] * d->migration[m];
        share[BOTH] -= share[BOTH] * d->migration[m];
        for (long b = 0; b < ESA && gone < 1; b++) share[b] /= 1 - gone;
        if (gone >= 1) claimants_live[clock] = 0;
    }
}

/* --- a month ------------------------------------------------------------------------------------------ */

static void call_and_serve(const Draw *d, long m, double *served) {
    double queue[STREAMS] = {0};
    for (long p = 0; p < PLACES; p++) {
        long s = d->state_of[p];
        double share = s == LEGACY || s == WRAG || s == SUPPORT ? d->referral[s * d->months + m] : 0;
        long waits_in = s == LEGACY ? LEGACY_WAITING : s == WRAG ? WRAG_REVIEW : SUPPORT_REVIEW;
        if (share > 0 && held[p] > 0) move(d, p, at(d, waits_in, d->basis_of[p], d->terms_of[p]), 0, share);
    }
    for (long p = 0; p < PLACES; p++) {
        long s = d->state_of[p], stream = s == ASSESSMENT ? NEW : s == UC_ASSESSMENT ? TO_UC
            : s == WRAG_REVIEW || s == SUPPORT_REVIEW ? REPEAT : s == LEGACY_WAITING ? FROM_LEGACY : -1;
        if (stream < 0) continue;
        sum_clock(p, closure(s) ? d->minimum_wait : 0, made);
        queue[stream] += total(made);
    }
    for (long clock = d->minimum_wait; clock < CLOCK; clock++)
        if (claimants_live[clock]) queue[NEW] += total(claimants + clock * G);
    for (long s = 0; s < STREAMS; s++)
        served[s] = queue[s] > 0 ? fmin(1, d->capacity[s * d->months + m] / queue[s]) : 0;
}

static void enter_and_retire(const Draw *d, long m) {
    const double *shape = d->on_flow_shape + m * G, *retiring = d->pension_exit + m * G;
    for (long months = OFF - 1; months >= 0; months--)
        for (long who = 0; who < 2 * ESA; who++) {
            row_t now = off + (months * 2 * ESA + who) * G;
            row_t to = row_for(d, at(d, who / ESA ? SUPPORT : WRAG, who % ESA, 0), RETURN_CLOCK);
            for (long g = 0; g < G; g++) {
                double back = now[g] * d->return_share[months];
                to[g] += back;
                now[g] -= back;
            }
            if (months + 1 < OFF) memcpy(now + 2 * ESA * G, now, G * sizeof(double));
            memset(now, 0, G * sizeof(double));
        }
    const double *share = d->claim_basis + m * BASES;
    double together = 0;
    for (long b = 0; b < ESA; b++) together += share[b];
    if (share[UC] > 0) add(row_for(d, at(d, UC_ASSESSMENT, UC, 0), 0), shape, d->claims[m] * share[UC]);
    if (together > 0) {
        for (long g = 0; g < G; g++) claimants[g] = shape[g] * d->claims[m] * together;
        for (long b = 0; b < ESA; b++) basis_of_claimants[0][b] = share[b] / together;
        claimants_live[0] = 1;
    }
    for (long g = 0; g < G; g++) {
        if (retiring[g] <= 0) continue;
        for (long i = 0; i < OFF * 2 * ESA; i++) off[i * G + g] *= 1 - retiring[g];
        for (long p = 0; p < PLACES; p++)
            for (long clock = 0; clock < CLOCK; clock++)
                if (live[p][clock]) row(p, clock)[g] *= 1 - retiring[g];
        for (long clock = 0; clock < CLOCK; clock++)
            if (claimants_live[clock]) claimants[clock * G + g] *= 1 - retiring[g];
    }
}

static void pay(const Draw *d, long m) {
    for (long p = 0; p < PLACES; p++) {
        row_t open = opening + p * G, close = closing + p * G;
        double before = held[p];
        sum_clock(p, 0, close);
        for (long clock = 0; clock < CLOCK && d->state_of[p] == ASSESSMENT; clock++)
            if (claimants_live[clock]) add(close, claimants + clock * G, basis_of_claimants[clock][d->basis_of[p]]);
        held[p] = total(close);
        if (before + held[p] + owed[p] == 0) continue;
        for (long g = 0; g < G; g++) { made[g] = 0.5 * (open[g] + close[g]); open[g] = close[g]; }
        if (d->phase_of[p] < 0) continue;
        const double *award = d->award + (m * PLACES + p) * LINES;
        double arrears = d->arrears[m * PLACES + p], weekly = 0, mean = 0.5 * (before + held[p]);
        for (long line = 0; line < ARREARS; line++) weekly += award[line];
        *d->spending += mean * d->weeks[m] * weekly + owed[p] * arrears;
        add(d->caseload_by_group + d->phase_of[p] * G, made, 1.0 / 12);
        add(d->spending_by_group + d->phase_of[p] * G, made, d->weeks[m] * weekly);
        if (owed[p] > 0) add(d->spending_by_group + d->phase_of[p] * G, late_weeks + p * G, arrears);
    }
}

static double *room(long rows) { return calloc(rows * G, sizeof(double)); }

void project(const Draw *d) {
    double served[STREAMS];
    G = d->groups;
    double **rows[] = {&people, &off, &opening, &closing, &late_weeks, &leaving, &leavers, &made, &one, &weeks_late,
                       &in_band, &staying, &dead, &surviving, &claimants, &drawn, &drawn_late};
    long sizes[] = {PLACES * CLOCK, OFF * 2 * ESA, PLACES, PLACES, PLACES, 1, 1, 1, 1, 1, 1, STATES * BANDS,
                    STATES * BANDS, STATES, CLOCK, ESA, ESA};
    for (long i = 0; i < 17; i++) *rows[i] = room(sizes[i]);
    memset(live, 0, sizeof live);
    memset(claimants_live, 0, sizeof claimants_live);
    for (long p = 0; p < PLACES; p++) {
        for (long clock = 0; clock < CLOCK; clock++)
            for (long g = 0; g < G; g++) {
                double some = d->start_shape[(p * CLOCK + clock) * G + g] * d->start_stock[d->state_of[p]];
                row(p, clock)[g] = some;
                live[p][clock] |= some != 0;
            }
        sum_clock(p, 0, opening + p * G);
        held[p] = total(opening + p * G);
    }
    share_tables(d);
    for (long m = 0; m < d->months; m++) {
        memset(late_weeks, 0, PLACES * G * sizeof(double));
        memset(owed, 0, sizeof owed);
        leave(d, m);
        call_and_serve(d, m, served);
        hear(d, m);
        decide(d, m, served);
        dated_moves(d, m);
        enter_and_retire(d, m);
        pay(d, m);
    }
    for (long p = 0; p < PLACES; p++) *d->people_at_end += d->phase_of[p] < 0 ? 0 : held[p];
    for (long i = 0; i < 17; i++) free(*rows[i]);
}

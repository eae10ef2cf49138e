/* Figures about readers that may leave the house: no person can be computed from them.
 *
 * Fewer than five are not told (primary suppression). Every other figure is rounded to the nearest
 * five, totals too, each for itself: sums need not add up, so a figure that is not told is not what
 * is missing from a sum, and two days differ by fives or not at all. A group of which the rounded
 * figures still give one away (seven places with one reader each, and seven readers in all) is not
 * told at all. What is told is put in an order that its numbers do not make.
 *
 * Rounding instead of complementary suppression (a second figure that is not told), since figures
 * are wanted again and again: a cell that is exact today and tomorrow tells who joined in between.
 * Both in the Handbook on Statistical Disclosure Control (sdctools.github.io/HandbookSDC), chapter
 * 5; England's hospital statistics went from the one to the other in 2018.
 */
#pragma once

#include "store/roll.h"

typedef struct {
	const char *what;  /* "state", "language" …, as in KwRollTotal */
	const char *value; /* NULL: the whole group is not told */
	int64_t told;      /* a multiple of five; 0 = fewer than five, or not told */
} KwFigure;

/* KwFigure *, owned: of the totals of one moment (kw_roll_totals()), from which it borrows. */
GPtrArray *kw_figures_of(const GPtrArray *totals);

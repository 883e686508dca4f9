//! Where labels go: a greedy search over candidates that keeps clear of what is already there.

/// A rectangle that is parallel to the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The rectangle of this size around a centre.
    pub(super) fn around(cx: f64, cy: f64, w: f64, h: f64) -> Self {
        Rect { x: cx - w / 2.0, y: cy - h / 2.0, w, h }
    }

    /// Whether the two share more than an edge.
    pub(super) fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    /// Whether `other` is inside.
    pub(super) fn holds(&self, other: &Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.x + other.w <= self.x + self.w
            && other.y + other.h <= self.y + self.h
    }

    /// Whether the line from `a` to `b` goes through (Liang and Barsky, 1984: the part of the line inside of
    /// all four edges is not empty).
    pub(super) fn crossed_by(&self, (ax, ay): (f64, f64), (bx, by): (f64, f64)) -> bool {
        let (dx, dy) = (bx - ax, by - ay);
        let mut enter: f64 = 0.0;
        let mut leave: f64 = 1.0;
        let edges = [
            (-dx, ax - self.x),
            (dx, self.x + self.w - ax),
            (-dy, ay - self.y),
            (dy, self.y + self.h - ay),
        ];
        for (p, q) in edges {
            if p == 0.0 {
                if q < 0.0 {
                    return false;
                }
            } else if p < 0.0 {
                enter = enter.max(q / p);
            } else {
                leave = leave.min(q / p);
            }
        }
        enter < leave
    }
}

/// A line with the points of its ends.
pub(super) type Segment = ((f64, f64), (f64, f64));

/// What labels keep clear of.
#[derive(Debug)]
pub(super) struct Board {
    bounds: Rect,
    /// Never touched: lanes, headers, and labels once they are placed.
    solid: Vec<Rect>,
    /// Touched if there is no better place: arrows.
    lines: Vec<Segment>,
}

/// What a line under a label costs; distances cost up to 20.
pub(super) const CROSSING: f64 = 14.0;

/// Candidates that cost more are not taken.
const TOO_DEAR: f64 = 44.0;

impl Board {
    /// An empty board.
    pub(super) fn new(bounds: Rect, lines: Vec<Segment>) -> Self {
        Board { bounds, solid: Vec::new(), lines }
    }

    /// Puts something there that no label may touch.
    pub(super) fn block(&mut self, rect: Rect) {
        self.solid.push(rect);
    }

    /// Takes the cheapest of `candidates` (each with the cost of its place alone) and blocks it.
    ///
    /// Nothing if each of them touches something solid or crosses too many lines. Of equally cheap ones the
    /// first is taken.
    pub(super) fn place<T>(
        &mut self,
        candidates: impl IntoIterator<Item = (Rect, f64, T)>,
    ) -> Option<(Rect, T)> {
        self.cheapest(candidates, TOO_DEAR)
    }

    /// The same, however many lines it crosses.
    pub(super) fn place_at_any_cost<T>(
        &mut self,
        candidates: impl IntoIterator<Item = (Rect, f64, T)>,
    ) -> Option<(Rect, T)> {
        self.cheapest(candidates, f64::INFINITY)
    }

    fn cheapest<T>(
        &mut self,
        candidates: impl IntoIterator<Item = (Rect, f64, T)>,
        too_dear: f64,
    ) -> Option<(Rect, T)> {
        let mut best: Option<(Rect, f64, T)> = None;
        for (rect, own_cost, tag) in candidates {
            let limit = best.as_ref().map_or(too_dear, |(_, cost, _)| *cost);
            if own_cost >= limit || !self.is_free(&rect) {
                continue;
            }
            let cost = own_cost + CROSSING * self.crossings(&rect) as f64;
            if cost < limit {
                best = Some((rect, cost, tag));
            }
        }
        let (rect, _, tag) = best?;
        self.block(rect);
        Some((rect, tag))
    }

    fn is_free(&self, rect: &Rect) -> bool {
        self.bounds.holds(rect) && !self.solid.iter().any(|solid| solid.overlaps(rect))
    }

    fn crossings(&self, rect: &Rect) -> usize {
        self.lines.iter().filter(|(a, b)| rect.crossed_by(*a, *b)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Rect = Rect { x: 0.0, y: 0.0, w: 100.0, h: 100.0 };

    #[test]
    fn the_cheapest_free_place_is_taken() {
        let mut board = Board::new(BOUNDS, vec![((0.0, 50.0), (100.0, 50.0))]);
        board.block(Rect::around(20.0, 20.0, 10.0, 10.0));
        let candidates = [(20.0, 20.0), (50.0, 50.0), (50.0, 70.0), (50.0, 90.0)];
        let candidates = candidates
            .iter()
            .enumerate()
            .map(|(i, &(x, y))| (Rect::around(x, y, 10.0, 10.0), i as f64, i));
        assert_eq!(board.place(candidates).unwrap().1, 2);
    }

    #[test]
    fn a_placed_label_blocks_its_place() {
        let mut board = Board::new(BOUNDS, Vec::new());
        let here = || [(Rect::around(50.0, 50.0, 10.0, 10.0), 0.0, ())];
        assert!(board.place(here()).is_some());
        assert!(board.place(here()).is_none());
        assert!(board.place([(Rect::around(99.0, 50.0, 10.0, 10.0), 0.0, ())]).is_none());
    }

    #[test]
    fn a_line_crosses_what_it_goes_through() {
        let rect = Rect::around(50.0, 50.0, 20.0, 20.0);
        assert!(rect.crossed_by((0.0, 0.0), (100.0, 100.0)));
        assert!(rect.crossed_by((50.0, 50.0), (51.0, 50.0)));
        assert!(!rect.crossed_by((0.0, 30.0), (100.0, 30.0)));
        assert!(!rect.crossed_by((0.0, 0.0), (30.0, 30.0)));
    }
}

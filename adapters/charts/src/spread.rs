//! Labels that want the same place are moved apart, as little as possible.

/// A label beside a vertical line, in pixels downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wish {
    /// The place that the label speaks of.
    pub(crate) at: f64,
    /// From the top of the label to what should stand at that place.
    pub(crate) above: f64,
    pub(crate) height: f64,
}

/// The tops of the labels, so that none overlaps another, all follow each other as their places do,
/// and all lie between `top` and `bottom` (if they are too many, they run over the bottom).
///
/// Pools neighbours that collide and centres each pool on the mean of its wishes, which is the
/// least-squares answer (isotonic regression).
pub(crate) fn spread(wishes: &[Wish], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|one, two| wishes[*one].at.total_cmp(&wishes[*two].at));
    let mut pools: Vec<Pool> = Vec::new();
    for place in order {
        let mut pool = Pool::of(place, wishes[place]);
        while let Some(above) =
            pools.pop_if(|above| above.end(top, bottom) > pool.start(top, bottom))
        {
            pool = above.join(pool);
        }
        pools.push(pool);
    }
    let mut tops = vec![0.0; wishes.len()];
    for pool in pools {
        let mut edge = pool.start(top, bottom);
        for place in pool.members {
            tops[place] = edge;
            edge += wishes[place].height;
        }
    }
    tops
}

/// Labels that touch.
struct Pool {
    members: Vec<usize>,
    height: f64,
    /// Sum over the members of the start of the pool that each would like.
    starts: f64,
}

impl Pool {
    fn of(place: usize, wish: Wish) -> Self {
        Self {
            members: vec![place],
            height: wish.height,
            starts: wish.at - wish.above,
        }
    }

    fn join(mut self, below: Pool) -> Self {
        self.starts += below.starts - self.height * below.members.len() as f64;
        self.height += below.height;
        self.members.extend(below.members);
        self
    }

    fn start(&self, top: f64, bottom: f64) -> f64 {
        (self.starts / self.members.len() as f64)
            .min(bottom - self.height)
            .max(top)
    }

    fn end(&self, top: f64, bottom: f64) -> f64 {
        self.start(top, bottom) + self.height
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tops(places: &[f64]) -> Vec<f64> {
        let wish = |at: &f64| Wish {
            at: *at,
            above: 10.0,
            height: 20.0,
        };
        spread(&places.iter().map(wish).collect::<Vec<_>>(), 0.0, 200.0)
    }

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(tops(&[50.0, 120.0]), [40.0, 110.0]);
    }

    #[test]
    fn two_at_one_place_part_evenly_and_keep_inside() {
        assert_eq!(tops(&[50.0, 50.0]), [30.0, 50.0]);
        assert_eq!(tops(&[2.0, 0.0]), [20.0, 0.0]);
        assert_eq!(tops(&[200.0, 199.0]), [180.0, 160.0]);
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_order_is_kept(labels in prop::collection::vec((0.0..300.0_f64, 20.0..50.0_f64), 1..6)) {
            let wishes: Vec<Wish> = labels.iter().map(|(at, height)| Wish { at: *at, above: 9.0, height: *height }).collect();
            let tops = spread(&wishes, 0.0, 300.0);
            let mut order: Vec<usize> = (0..tops.len()).collect();
            order.sort_by(|one, two| wishes[*one].at.total_cmp(&wishes[*two].at));
            for pair in order.windows(2) {
                prop_assert!(tops[pair[1]] - tops[pair[0]] >= wishes[pair[0]].height - 1e-9);
            }
            for (top, wish) in tops.iter().zip(&wishes) {
                prop_assert!(*top >= -1e-9 && top + wish.height <= 300.0 + 1e-9);
            }
        }
    }
}

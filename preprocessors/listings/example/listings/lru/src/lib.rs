//! A cache that forgets what was used longest ago, in two steps.

pub mod first;
pub mod second;

#[cfg(test)]
mod tests {
    use super::{first, second};

    #[test]
    fn both_steps_forget_the_key_that_was_used_longest_ago() {
        let mut a = first::Lru::new(2);
        let mut b = second::Lru::new(2);
        for key in [1, 2] {
            a.put(key, key * 10);
            b.put(key, key * 10);
        }
        assert_eq!(a.get(1), Some(&10));
        assert_eq!(b.get(1), Some(&10));
        a.put(3, 30);
        b.put(3, 30);
        assert_eq!((a.get(2), b.get(2)), (None, None));
        assert_eq!((a.get(1), b.get(1)), (Some(&10), Some(&10)));
    }
}

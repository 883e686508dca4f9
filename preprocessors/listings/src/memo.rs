//! What is read once in a run, whichever thread asks first.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Values by their keys, each made when it is first asked for. Two threads may make the same value side by side;
/// all get the one that was done first, so that nobody sees two states of a file.
pub(crate) struct Memo<K, V>(Mutex<HashMap<K, Arc<V>>>);

impl<K: Eq + Hash, V> Memo<K, V> {
    pub(crate) fn new() -> Self {
        Memo(Mutex::default())
    }

    /// The value of `key` if it was made already.
    pub(crate) fn known<Q>(&self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.values().get(key).cloned()
    }

    /// The value of `key`, by `make` if it is not known yet.
    pub(crate) fn get<Q>(&self, key: &Q, make: impl FnOnce() -> V) -> Arc<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let made: Result<_, std::convert::Infallible> = self.try_get(key, || Ok(make()));
        let Ok(value) = made;
        value
    }

    /// The value of `key`, by `make` if it is not known yet. A failure is not kept.
    ///
    /// # Errors
    ///
    /// That of `make`.
    pub(crate) fn try_get<Q, E>(
        &self,
        key: &Q,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<Arc<V>, E>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(value) = self.known(key) {
            return Ok(value);
        }
        let made = Arc::new(make()?);
        Ok(self.values().entry(key.to_owned()).or_insert(made).clone())
    }

    fn values(&self) -> MutexGuard<'_, HashMap<K, Arc<V>>> {
        // Values are put in whole, so those that are there are good whatever became of another thread.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_stays() {
        let memo: Memo<String, u32> = Memo::new();
        assert_eq!(memo.known("a"), None);
        assert_eq!(memo.try_get("a", || Err("no")), Err("no"));
        // Somebody else is quicker.
        let outer = memo.get("a", || *memo.get("a", || 1) + 1);
        assert_eq!((*outer, *memo.get("a", || 3)), (1, 1));
    }
}

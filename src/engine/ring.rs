//! Deadlines that all lie the same duration ahead: whoever came first is due first, so a queue does for a heap.

use std::collections::VecDeque;

use crate::engine::key::Key;
use crate::time::SimDuration;

/// Pending events whose deadlines were all set `duration` ahead.
#[derive(Clone, Debug)]
pub struct Ring {
    duration: SimDuration,
    keys: VecDeque<Key>,
    /// How many keys have left at the front: the number of the key that is in front now.
    gone: u64,
}

impl Ring {
    /// An empty ring for deadlines `duration` ahead.
    pub fn new(duration: SimDuration) -> Self {
        Self { duration, keys: VecDeque::new(), gone: 0 }
    }

    /// How far ahead its deadlines are set.
    pub fn duration(&self) -> SimDuration {
        self.duration
    }

    /// The earliest key, or [`Key::NEVER`].
    #[inline]
    pub fn front(&self) -> Key {
        self.keys.front().copied().unwrap_or(Key::NEVER)
    }

    /// Adds a key, later than all in the ring; returns the number to [`Ring::cancel`] it by.
    #[inline]
    pub fn push(&mut self, key: Key) -> u64 {
        debug_assert!(self.keys.back().is_none_or(|&last| last == Key::NEVER || last < key));
        self.keys.push_back(key);
        self.gone + self.keys.len() as u64 - 1
    }

    /// Takes the key in front and what was cancelled behind it.
    #[inline]
    pub fn pop(&mut self) {
        self.keys.pop_front();
        self.gone += 1;
        self.drop_cancelled();
    }

    /// Cancels the key of this number, unless it has left already. Returns whether the front has changed.
    #[inline]
    pub fn cancel(&mut self, number: u64) -> bool {
        let Some(key) = number.checked_sub(self.gone).and_then(|place| self.keys.get_mut(place as usize)) else {
            return false;
        };
        *key = Key::NEVER;
        if number == self.gone {
            self.drop_cancelled();
        }
        number < self.gone
    }

    #[inline]
    fn drop_cancelled(&mut self) {
        while self.keys.front() == Some(&Key::NEVER) {
            self.keys.pop_front();
            self.gone += 1;
        }
    }
}

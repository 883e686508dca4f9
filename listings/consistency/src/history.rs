//! What clients saw: operations with the time of their call and of their return.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use sim::Time;

/// What a client asks of the registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Set a register.
    Write(char, u32),
    /// Ask for the value of a register; it is 0 before the first write.
    Read(char),
}

/// The version that a store gives to a value: a counter, then the writing client.
pub type Version = (u32, usize);

/// One operation of one client. A client has at most one under way at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who called.
    pub client: usize,
    /// What for.
    pub call: Call,
    /// When.
    pub invoked: Time,
    /// The answer; `None` if it never came. Nobody knows then what has happened.
    pub returned: Option<Returned>,
}

/// The answer to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// When it came.
    pub at: Time,
    /// The value that was read, or the value that was written.
    pub value: u32,
    /// The version of that value.
    pub version: Version,
}

impl Operation {
    /// A write, from its call to its return; its version is its value.
    pub fn write(
        client: usize,
        key: char,
        value: u32,
        time: RangeInclusive<Time>,
    ) -> Self {
        Self::returned(client, Call::Write(key, value), value, time)
    }

    /// A read that returned `value`.
    pub fn read(
        client: usize,
        key: char,
        value: u32,
        time: RangeInclusive<Time>,
    ) -> Self {
        Self::returned(client, Call::Read(key), value, time)
    }

    /// The same operation, but its answer never came.
    pub fn pending(self) -> Self {
        Operation { returned: None, ..self }
    }

    fn returned(
        client: usize,
        call: Call,
        value: u32,
        time: RangeInclusive<Time>,
    ) -> Self {
        let (invoked, at) = time.into_inner();
        let returned = Some(Returned { at, value, version: (value, 0) });
        Operation { client, call, invoked, returned }
    }

    /// The register that it is about.
    pub fn key(&self) -> char {
        match self.call {
            Call::Write(key, _) | Call::Read(key) => key,
        }
    }

    /// Whether it is a write.
    pub fn is_write(&self) -> bool {
        matches!(self.call, Call::Write(..))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = match &self.returned {
            Some(returned) => format!("{:>3} ms", returned.at),
            None => "  ?   ".to_owned(),
        };
        write!(f, "{:>3} ..{until}  c{}  ", self.invoked, self.client)?;
        match (self.call, &self.returned) {
            (Call::Write(key, value), _) => write!(f, "write {key}={value}"),
            (Call::Read(key), Some(r)) => write!(f, "read  {key}={}", r.value),
            (Call::Read(key), None) => write!(f, "read  {key}=?"),
        }
    }
}

/// The sequential specification: registers that one client uses alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Registers(BTreeMap<char, u32>);

// ANCHOR: spec
impl Registers {
    /// The registers after `operation`; `None` if it could not have this answer.
    pub fn after(&self, operation: &Operation) -> Option<Registers> {
        match (operation.call, &operation.returned) {
            (Call::Write(key, value), _) => {
                let mut next = self.clone();
                next.0.insert(key, value);
                Some(next)
            }
            (Call::Read(key), Some(r)) => {
                (self.get(key) == r.value).then(|| self.clone())
            }
            (Call::Read(_), None) => None, // Nobody saw it: nothing to explain.
        }
    }

    fn get(&self, key: char) -> u32 {
        self.0.get(&key).copied().unwrap_or(0)
    }
}
// ANCHOR_END: spec

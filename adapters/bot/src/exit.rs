//! How a command fails: an exit code for scripts and a message for the one who must act.

use std::fmt;
use std::process::ExitCode;

/// Why the process ends, as scripts see it. The help of `kiku` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Another reason than those below.
    Failed = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// A file or setting cannot be used.
    Input = 3,
    /// The database cannot be used.
    Database = 4,
    /// The address cannot be listened on.
    Address = 5,
}

/// A command that did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    /// The code of the process.
    pub exit: Exit,
    /// What happened and what to do; may have several lines, empty if everything has been said.
    pub message: String,
}

/// What a command comes to.
pub type Outcome = Result<(), Failure>;

impl Failure {
    /// Another reason.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The command line asks for something that cannot be.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A file or setting cannot be used.
    pub fn input(message: impl fmt::Display) -> Self {
        Self::new(Exit::Input, message)
    }

    /// The database cannot be used.
    pub fn database(message: impl fmt::Display) -> Self {
        Self::new(Exit::Database, message)
    }

    /// The address cannot be listened on.
    pub fn address(message: impl fmt::Display) -> Self {
        Self::new(Exit::Address, message)
    }

    fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Failure {
            exit,
            message: message.to_string(),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

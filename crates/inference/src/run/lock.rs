//! Files that one process has to itself.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::Error;

/// How long to wait for a lock before it counts as another run's.
const PATIENCE: [Duration; 10] = [Duration::from_millis(20); 10];

/// Locks `file` at `path` for this process; the lock ends with the process, however that ends.
pub(super) fn lock(file: &File, path: &Path) -> Result<(), Error> {
    // A process that is being started holds the lock of its parent for a moment.
    let mut patience = PATIENCE.into_iter();
    loop {
        match (file.try_lock(), patience.next()) {
            (Ok(()), _) => return Ok(()),
            (Err(TryLockError::WouldBlock), Some(wait)) => thread::sleep(wait),
            (Err(TryLockError::WouldBlock), None) => {
                return Err(Error::Locked {
                    path: path.parent().unwrap_or(path).into(),
                });
            }
            (Err(TryLockError::Error(source)), _) => {
                return Err(Error::Io {
                    path: path.into(),
                    source,
                });
            }
        }
    }
}

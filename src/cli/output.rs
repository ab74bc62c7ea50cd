//! Where results go: stdout. A reader that has seen enough (`lvsim ... | head`) is no error: the rest is not written, and
//! the exit code is still the true one.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Stdout, Write};

/// Standard output until its reader leaves.
pub(super) struct Output {
    stdout: BufWriter<Stdout>,
    closed: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()), closed: false }
    }

    /// Writes a text and a line break, at once.
    ///
    /// # Errors
    /// Anything but a reader that left.
    pub(super) fn line(&mut self, text: impl std::fmt::Display) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        match writeln!(self.stdout, "{text}").and_then(|()| self.stdout.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            result => result,
        }
    }
}

/// Whether colors are welcome there: on a terminal, unless `NO_COLOR` is set (no-color.org).
pub(super) fn use_color(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

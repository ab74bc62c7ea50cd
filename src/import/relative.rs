//! The way from one place to another.

use std::path::{Component, Path, PathBuf};

/// The path of `file` from `folder`, both given from the same root and without `.`, `..` and links.
pub fn relative(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_up_only_as_far_as_it_must() {
        let from = |folder: &str, file: &str| relative(Path::new(folder), Path::new(file));
        assert_eq!(from("/etc", "/etc/keepalived/a.conf"), Path::new("keepalived/a.conf"));
        assert_eq!(from("/etc/keepalived", "/etc/keepalived/a.conf"), Path::new("a.conf"));
        assert_eq!(from("/home/me/lab", "/etc/a.conf"), Path::new("../../../etc/a.conf"));
        assert_eq!(from("/home/me", "/home/you/a.conf"), Path::new("../you/a.conf"));
    }
}

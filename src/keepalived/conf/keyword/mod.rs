//! THE TABLE OF KEYWORDS: each fact about a keyword stands here once. Reading, messages, the reference page and the
//! schema of the TOML form come from it.
//!
//! * `kind`: what may stand behind a keyword, in words and as JSON Schema
//! * `top`: the outermost blocks; `global`, `vrrp`, `virtual_server`, `checker`, `machine`: what stands in them
//! * `schema`: the table as JSON Schema

mod checker;
mod global;
mod kind;
mod machine;
mod schema;
mod top;
mod virtual_server;
mod vrrp;

pub use kind::{Args, Content, Item};
pub use schema::json_schema;
pub use top::TOP;
pub use virtual_server::SCHEDULERS;

/// A row of the table: a keyword in one kind of block.
#[derive(Debug)]
pub struct Keyword {
    /// How it is written.
    pub name: &'static str,
    /// An older way to write it.
    pub older: Option<&'static str>,
    /// What stands behind it.
    pub args: Args,
    /// What stands in its braces; `None`: it has none.
    pub content: Option<Content>,
    /// Whether it changes what a simulation does.
    pub modelled: bool,
    /// What it does; if it is not modelled, what a simulation does without it.
    pub doc: &'static str,
}

impl Keyword {
    /// A line that is modelled.
    const fn line(name: &'static str, args: Args, doc: &'static str) -> Self {
        Self { name, older: None, args, content: None, modelled: true, doc }
    }

    /// A block that is modelled.
    const fn block(name: &'static str, args: Args, content: Content, doc: &'static str) -> Self {
        Self { name, older: None, args, content: Some(content), modelled: true, doc }
    }

    /// A line that is read and not simulated.
    const fn unused(name: &'static str, args: Args, doc: &'static str) -> Self {
        Self { name, older: None, args, content: None, modelled: false, doc }
    }

    /// A block that is read and not simulated.
    const fn unused_block(name: &'static str, args: Args, content: Content, doc: &'static str) -> Self {
        Self { name, older: None, args, content: Some(content), modelled: false, doc }
    }

    /// The same keyword with another way to write it.
    const fn older(self, older: &'static str) -> Self {
        Self { older: Some(older), ..self }
    }

    /// Whether it is written like this.
    pub(super) fn is(&self, word: &str) -> bool {
        self.name == word || self.older == Some(word)
    }

    /// The keywords in its braces; none if these hold something else.
    pub fn keywords(&self) -> &'static [Keyword] {
        match self.content {
            Some(Content::Keywords(keywords)) => keywords,
            _ => &[],
        }
    }
}

/// All blocks of keywords below `keywords`, by the path of keywords that leads there.
fn blocks_below(path: &str, keywords: &'static [Keyword], blocks: &mut Vec<(String, &'static [Keyword])>) {
    for keyword in keywords {
        if let Some(Content::Keywords(inner)) = keyword.content {
            let path = if path.is_empty() { keyword.name.to_owned() } else { format!("{path} / {}", keyword.name) };
            blocks.push((path.clone(), inner));
            blocks_below(&path, inner, blocks);
        }
    }
}

/// Every kind of block with its keywords: `("vrrp_instance", ...)`, `("virtual_server / real_server", ...)`.
pub fn blocks() -> Vec<(String, &'static [Keyword])> {
    let mut blocks = vec![(String::new(), TOP)];
    blocks_below("", TOP, &mut blocks);
    blocks
}

/// Whether a keyword begins an outermost block and stands nowhere else.
pub(super) fn is_outermost(word: &str) -> bool {
    let outermost = TOP.iter().any(|keyword| keyword.content.is_some() && keyword.is(word));
    outermost && blocks().iter().skip(1).all(|(_, keywords)| !keywords.iter().any(|keyword| keyword.is(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_block_knows_a_keyword_twice() {
        for (path, keywords) in blocks() {
            for (number, keyword) in keywords.iter().enumerate() {
                let others = &keywords[number + 1..];
                assert!(!others.iter().any(|other| other.is(keyword.name)), "{path}: {}", keyword.name);
            }
        }
    }

    #[test]
    fn every_row_says_what_it_is_about() {
        for (path, keywords) in blocks() {
            for keyword in keywords {
                assert!(!keyword.doc.is_empty() && !keyword.doc.contains('\n'), "{path}: {}", keyword.name);
            }
        }
    }

    #[test]
    fn a_track_file_may_stand_at_the_top_and_inside_and_an_instance_at_the_top_alone() {
        assert!(is_outermost("vrrp_instance"));
        assert!(!is_outermost("track_file"));
        assert!(!is_outermost("priority"));
    }
}

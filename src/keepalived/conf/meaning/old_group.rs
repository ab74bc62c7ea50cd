//! Sync groups as they were written long ago: the names of the instances in the group itself, not in a `group` block.

use super::super::findings::Findings;
use super::super::syntax::Directive;

/// The tree without names of instances that stand in a `vrrp_sync_group` itself: keepalived ignores them.
pub(in super::super) fn without_old_groups(mut tree: Vec<Directive>, findings: &mut Findings) -> Vec<Directive> {
    let instances: Vec<String> = tree
        .iter()
        .filter(|directive| directive.keyword.text == "vrrp_instance")
        .filter_map(|directive| Some(directive.args.first()?.text.clone()))
        .collect();
    let groups = tree.iter_mut().filter(|directive| directive.keyword.text == "vrrp_sync_group");
    for block in groups.filter_map(|group| group.block.as_mut()) {
        block.retain(|directive| {
            let old = directive.block.is_none() && instances.contains(&directive.keyword.text);
            if old {
                let text = "names in a vrrp_sync_group are ignored where they stand outside of `group { }`";
                findings.warn(text, directive.keyword.span);
            }
            !old
        });
    }
    tree
}

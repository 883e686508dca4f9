//! The words that the figure itself adds, in the language of the book.

use dst_kit::Lang;

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// On a crash.
    pub crash: &'static str,
    /// On a restart.
    pub restart: &'static str,
    /// On a time of partition.
    pub partition: &'static str,
    /// Unit of the time axis.
    pub ms: &'static str,
    /// On the second copy of a message.
    pub copy: &'static str,
    /// In the legend, for a lost message.
    pub lost: &'static str,
    /// In the legend, for a decided entry.
    pub commit: &'static str,
    /// In the legend, for a broken invariant.
    pub error: &'static str,
    /// In the legend, for the time in which a node is down.
    pub down: &'static str,
    lang: Lang,
}

impl Words {
    /// The words of `lang`.
    pub(super) fn new(lang: Lang) -> Self {
        Words {
            crash: lang.pick("崩溃", "crash"),
            restart: lang.pick("重启", "restart"),
            partition: lang.pick("分区", "partition"),
            ms: lang.pick("毫秒", "ms"),
            copy: lang.pick("重复", "duplicate"),
            lost: lang.pick("消息丢失", "message lost"),
            commit: lang.pick("提交", "commit"),
            error: lang.pick("违反约束", "violation"),
            down: lang.pick("停机", "down"),
            lang,
        }
    }

    /// The word for a role; one that is not known stands for itself.
    pub(super) fn role<'a>(&self, role: &'a str) -> &'a str {
        match (self.lang, role) {
            (Lang::Zh, "leader") => "领导者",
            (Lang::Zh, "candidate") => "候选人",
            (Lang::Zh, "follower") => "跟随者",
            _ => role,
        }
    }

    /// One sentence on what a figure holds, for readers that cannot see it.
    pub(super) fn summary(&self, nodes: usize, messages: usize, lost: usize) -> String {
        match self.lang {
            Lang::Zh => format!("时空图：{nodes} 个节点，{messages} 条消息，其中 {lost} 条丢失。"),
            Lang::En => format!(
                "Space-time diagram: {nodes} nodes, {messages} messages, {lost} of them lost."
            ),
        }
    }
}

//! What readers look for: words of two and four characters in the middle of sentences, across the borders of
//! words, mixed, mixed without a space, English, code.

/// Each is found in a chapter, or rightly in none.
pub(crate) const QUERIES: &[&str] = &[
    // two characters
    "任期",
    "选票",
    "快照",
    "租约",
    "击穿",
    "雪崩",
    "缓存",
    "日志",
    "崩溃",
    "分区",
    // three and four
    "领导者",
    "跟随者",
    "多数派",
    "候选人",
    "时间戳",
    "布隆过滤",
    "选举超时",
    "日志复制",
    "网络分区",
    "成员变更",
    // longer, and across the borders of words
    "领导者选举",
    "线性一致",
    "崩溃恢复模型",
    "性哈希",
    "票被瓜",
    "数据库的",
    "一台机",
    "不会丢",
    // several terms, in one section or in one chapter
    "任期 选票",
    "缓存 数据库",
    "领导者 租约",
    "快照 日志",
    "Raft 共识",
    "LRU 淘汰",
    "超时 重试",
    // mixed, with and without the space
    "Raft把",
    "Raft 把",
    "任何时候",
    "3台",
    "3 台",
    "2f + 1",
    "R+W>N",
    "R + W > N",
    "TTL到期",
    "Redis集群",
    "etcd的默认值",
    // English and code
    "raft",
    "RAFT",
    "quorum",
    "RequestVote",
    "voted_for",
    "term",
    "TinyLFU",
    "singleflight",
    "cache-aside",
    "Fischer",
    // the width and the case of characters
    "ｒａｆｔ",
    "Ｌｒｕ",
    "ＴＴＬ",
    // in no chapter
    "量子纠缠态",
    "xyzzyplugh",
    "共识 xyzzyplugh",
];

/// Names that the glossary knows under another name: the entry that comes first.
pub(crate) const NAMES: [(&str, &str); 6] = [
    ("quorum", "glossary.html#quorum"),
    ("leader", "glossary.html#leader"),
    ("lease", "glossary.html#lease"),
    ("部分故障", "glossary.html#partial-failure"),
    ("Byzantine fault", "glossary.html#byzantine-fault"),
    ("任期", "glossary.html#term"),
];

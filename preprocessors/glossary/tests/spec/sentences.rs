//! Sentences with their links, as `{words|id}`. Every name is found, and nothing else.

use std::path::Path;

use crate::common::{chapter, marked, own, small};

/// Checks that exactly the marked links are made.
fn check(root: &Path, language: &str, sentences: &[&str]) {
    for expected in sentences {
        let mut input = String::new();
        for piece in expected.split_inclusive(['{', '}']) {
            input.push_str(match piece.split_once('|') {
                Some((words, _)) if piece.ends_with('}') => words,
                _ => piece.trim_end_matches('{'),
            });
        }
        let ran = chapter(root, language, &input);
        assert_eq!(ran.errors, 0, "{input}");
        assert_eq!(marked(&ran.chapters[0]), *expected);
    }
}

#[test]
fn chinese() {
    check(
        &small(),
        "zh-CN",
        &[
            // Han names inside running text.
            "分布式{共识|consensus}算法",
            "{领导者|leader}负责{日志复制|log-replication}",
            "得到{多数派|quorum}同意即可。",
            "{法定人数|quorum}也叫过半数。",
            "所有{副本|replica}都一样。",
            "（{共识|consensus}）",
            "“{共识|consensus}”一词",
            "{共识|consensus}、{多数派|quorum}与{副本|replica}",
            "{共识|consensus}{多数派|quorum}",
            "协议保证{活性|liveness}。",
            // Latin names are whole words, also beside Han.
            "使用{Raft|raft}。",
            "{Raft|raft}是一种算法",
            "用{Raft|raft}，不用别的",
            "用 {Raft|raft} 选出{领导者|leader}",
            "{Raft|raft}/Paxos",
            "（{Raft|raft}）",
            "{Raft|raft}、Paxos",
            "“{Raft|raft}”",
            "{Raft|raft}的{领导者|leader}",
            "实现了 {Raft|raft}。",
            "用 Rafting 漂流",
            "iRaft 不是",
            "Raft2 不是",
            "raft_node 不是",
            "Raft.rs 不是，my.Raft 也不是",
            "crate::Raft 不是，Raft::new 也不是",
            "Multi-Raft 是别的",
            "多-{Raft|raft}",
            // Case.
            "raft 是筏子，RAFT 是缩写",
            "{LRU|lru} 淘汰",
            "lru 模块与 Lru 结构",
            "{WAL|wal} 先写",
            "{Quorum|quorum} 与 {LEADER|leader} 大小写都可以",
            // Names with Han and Latin, with or without a space; full-width forms.
            "{Raft 算法|raft}易懂",
            "{Raft算法|raft}易懂",
            "{Lamport 时钟|lamport-clock}",
            "{Lamport时钟|lamport-clock}",
            "{LAMPORT 时钟|lamport-clock}",
            "MyLamport 时钟",
            "使用{Ｒａｆｔ|raft}。",
            "{ＬＲＵ|lru}缓存",
            "{φ 累积检测器|phi}",
            "{φ累积检测器|phi}",
            "{2PC|two-phase-commit} 会阻塞",
            "12PC 不是",
            // Longest match, and no match inside another.
            "{预写日志|wal}复制",
            "{操作日志|log}",
            "日志本身不自动链接",
            "写{日志复制|log-replication}的代码",
            "{领导者|leader}和{日志复制|log-replication}和日志",
            // Look-alikes.
            "{北大|peking-university}在北京",
            "我向北大概测量",
            "向北大约三里",
            "我在{北大|peking-university}测量，他向北大概走",
            "系统的灵活性",
            "灵活性与{活性|liveness}",
            "社会共识不是算法，{共识|consensus}是",
            "公共识别码",
            // English names in Chinese text.
            "{consensus|consensus} 协议",
            "一个 {quorum|quorum} 即可",
            "两个 {replicas|replica} 落后",
            "{log replication|log-replication} 与 {write-ahead log|wal}",
            // Once a paragraph is enough.
            "{共识|consensus}就是共识",
            "{Raft|raft} 与 Raft",
            "{共识|consensus}即 consensus",
        ],
    );
}

#[test]
fn english() {
    check(
        &small(),
        "en",
        &[
            "{Consensus|consensus} is hard.",
            "The {leader|leader} sends its log.",
            "{Leaders|leader} come and go.",
            "a {quorum|quorum} of nodes",
            "two {quorums|quorum}",
            "{quora|quorum} overlap",
            "{Replicas|replica} converge.",
            "{replica|replica}'s state",
            "the {replica|replica}’s state",
            "{log replication|log-replication}",
            "{log-replication|log-replication}",
            "{Log‑replication|log-replication}",
            "{log\nreplication|log-replication} over two lines",
            "{log   replication|log-replication}",
            "log - replication",
            "{write-ahead log|wal}",
            "{write ahead logs|wal}",
            "{Write–ahead log|wal}",
            "{two-phase commits|two-phase-commit} block",
            "{latencies|latency} vary",
            "{Latency|latency} is a distribution.",
            "{quorum|quorum}-based protocols",
            "{Raft|raft}-like and {quorum|quorum}-style",
            "leader-free and quorum-less",
            "co-leader, non-quorum",
            "the leadership of leaderboards",
            "preconsensus",
            "{LRU|lru} and lru and Lru",
            "{LRUs|lru}",
            "liveness probes; {liveness|liveness}",
            "a liveness probe",
            "raft on a river, {Raft|raft} on a log",
            "log in, log out, log",
            "({leader|leader}), \"{quorum|quorum}\" and {consensus|consensus}.",
            "{leader|leader}/{replica|replica}",
            "see https://raft.example/leader/Raft for more",
            "共识 is Chinese and stays; {Raft|raft} too",
            "{Peking University|peking-university}",
        ],
    );
}

/// The same rules with the book's own glossary: everyday words stay plain.
#[test]
fn the_books_own_terms() {
    check(
        &own(),
        "zh-CN",
        &[
            "分布式{共识|consensus}算法",
            "{领导者|leader}负责{日志复制|log-replication}",
            "使用{Raft|raft}。",
            "我向北大概测量",
            "{CAP 定理|cap}说的是{网络分区|network-partition}时的取舍",
            "{CAP|cap} 与 {PACELC|pacelc}，cap 是帽子",
            "{候选人|candidate}在每个{任期|term}得到{多数派|quorum}才当选",
            "{缓存穿透|cache-penetration}、{缓存击穿|cache-stampede}和{缓存雪崩|cache-avalanche}",
            "{布隆过滤器|bloom-filter}挡住不存在的键",
            "{一致性哈希|consistent-hashing}用{虚拟节点|virtual-node}摊平负载",
            "系统的灵活性高",
            "{活性|liveness}靠超时",
            "把文件复制到另一台机器",
            "复制下面的命令",
            "看日志，发消息，加锁，重启节点",
            "按时间分区间统计",
            "磁盘分区满了",
            "磁盘的完全{序列化|serialization}",
            "律师事务所与{事务|transaction}",
            "宿主节点上的{主节点|leader}",
            "选主题，再{选主|leader-election}",
            "{线性一致性|linearizability}强于{顺序一致性|sequential-consistency}",
            "系统的一致性",
            "大家最终一致同意",
            "{向量时钟|vector-clock}与 {Lamport 时钟|lamport-clock}",
            "{TTL|ttl} 到期",
            "用 {LRU|lru} 还是 {LFU|lfu}",
            "Kafka 的 {ISR|isr}",
            "单飞机库",
            "{请求合并|singleflight}也叫单飞",
            "至少一次成功",
            "{至少一次投递|at-least-once}要求{幂等|idempotence}",
            "{状态机复制|state-machine-replication}",
            "{复制状态机|state-machine-replication}",
            "{预写日志|write-ahead-log}先落盘",
            "{跳跃一致性哈希|jump-hash}",
            "{快照隔离|snapshot-isolation}与{快照|snapshot}",
            "快照测试不是{快照|snapshot}",
            "{宽松法定人数|sloppy-quorum}不是{法定人数|quorum}",
            "加热键盘",
            "in terms of {quorum|quorum}",
        ],
    );
}

/// Terms whose characters turn up across other words.
#[test]
fn look_alikes_of_the_books_own_terms() {
    check(
        &own(),
        "zh-CN",
        &[
            "许多活动、更多活跃用户与更多活锁",
            "{多活|active-active}机房",
            "失去重要数据，去重试，去重新连接",
            "按标识{去重|deduplication}",
            "网络会丢失、重复和延迟消息",
            "部分帧丢了，{消息分帧|framing}靠长度",
            "小组提交报告，一组提交请求，数据库的{组提交|group-commit}",
            "把消息传递给下游，{消息传递|message-passing}模型",
            "把对象存储在内存里，存进{对象存储|object-storage}",
            "内存表示与{内存表|memtable}",
            "持久性能与{持久性|durability}",
            "分批处理请求，{批处理|batch-processing}作业",
            "放宽依赖与{宽依赖|wide-dependency}",
            "{高水位线|high-watermark}不是{水位线|watermark}",
            "在窗口里，时间跨度很大，{滚动窗口|window}",
            "yarn 是纱线，{YARN|yarn} 管资源",
            "use 方法，{USE 方法|use-method}与 {RED 方法|red-method}",
            "用 {TLA+|tla-plus} 写规约",
            "{B+ 树|b-tree}与 {LSM 树|lsm-tree}",
            "{Little’s law|littles-law} 成立",
            "{双向TLS|mutual-tls}",
            "{发布/订阅|pub-sub}",
        ],
    );
}

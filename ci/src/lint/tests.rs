use super::*;

/// Each finding as `the marked text: message`.
fn wrong(text: &str) -> Vec<String> {
    findings(text).into_iter().map(|f| format!("{}: {}", &text[f.span], f.message)).collect()
}

/// `text` has something wrong, and its fix is `good`, in which nothing is wrong.
#[track_caller]
fn becomes(text: &str, good: &str) {
    assert_ne!(wrong(text), Vec::<String>::new(), "{text}");
    assert_eq!(fixed(text), good);
    assert_eq!(wrong(good), Vec::<String>::new(), "{good}");
}

/// `text` has something wrong that only a person can correct.
#[track_caller]
fn stays(text: &str, message: &str) {
    assert_eq!(wrong(text), [message]);
    assert_eq!(fixed(text), text);
}

#[track_caller]
fn good(text: &str) {
    assert_eq!(wrong(text), Vec::<String>::new());
}

#[test]
fn bold_gives_its_punctuation_away() {
    becomes("**「共识」**算法", "「**共识**」算法");
    becomes("所谓**“共识”**就是", "所谓“**共识**”就是");
    becomes("**加粗。**后面", "**加粗**。后面");
    becomes("要点：**先写日志，**再回答", "要点：**先写日志**，再回答");
    becomes("**等等……**后面", "**等等**……后面");
    becomes("**一。**二**三**四", "**一**。二**三**四");
    becomes("- **《书》**里\n", "- 《**书**》里\n");
    becomes("| 甲 |\n| --- |\n| **（一）**二 |\n", "| 甲 |\n| --- |\n| （**一**）二 |\n");
}

#[test]
fn bold_that_no_machine_can_save_is_named() {
    let message = "Markdown does not make this bold";
    stays("**共识（Raft）**算法", &format!("**共识（Raft）**: {message}"));
    stays("是**「共识」算法**的", &format!("**「共识」算法**: {message}"));
    stays("**没有写完的加粗", &format!("**: {message}"));
}

#[test]
fn good_bold_is_silent() {
    good("**共识**算法，**加粗**。后面，「**共识**」，**「共识」**。");
    good("**「共识」** 算法");
    good("`**「x」**` 与 2 ** 3，\\*\\*「原样」\\*\\*后");
    good("**bold.**after is English");
    good("```text\n**「x」**算法\n```\n\n<p>**「x」**算法</p>\n");
}

#[test]
fn lines_between_han_are_joined() {
    becomes("共识\n算法", "共识算法");
    becomes("共识， \n然后", "共识，然后");
    becomes("- 共识\n  算法\n- 二", "- 共识算法\n- 二");
    becomes("> 共识\n> 算法", "> 共识算法");
    becomes("一\n二\n三", "一二三");
}

#[test]
fn other_line_breaks_are_left_alone() {
    good("共识\nRaft\n算法");
    good("共识  \n算法");
    good("共识\n\n算法");
    good("```text\n共识\n算法\n```");
    good("[^a]: 甲\n乙");
}

#[test]
fn han_and_latin_have_a_space_between_them() {
    becomes("使用Raft算法", "使用 Raft 算法");
    becomes("有3个节点", "有 3 个节点");
    becomes("100%的请求", "100% 的请求");
    becomes("使用**Raft**算法", "使用 **Raft** 算法");
    becomes("**共识**Raft", "**共识** Raft");
    becomes("**共识**[Raft](a.md)算法", "**共识** [Raft](a.md) 算法");
    becomes("调用`f`之后", "调用 `f` 之后");
    becomes("见[](ref:x)的三行", "见[](ref:x) 的三行");
    becomes("## 用Raft {#raft}", "## 用 Raft {#raft}");
    becomes("| 用Raft |\n| --- |\n| 第2章 |\n", "| 用 Raft |\n| --- |\n| 第 2 章 |\n");
}

#[test]
fn punctuation_of_chinese_is_wide() {
    becomes("你好,世界", "你好，世界");
    becomes("这是什么?", "这是什么？");
    becomes("注意:这里", "注意：这里");
    becomes("使用 Raft, 然后", "使用 Raft，然后");
    becomes("结束.", "结束。");
}

#[test]
fn what_is_not_chinese_prose_is_left_alone() {
    good("Use Raft, then stop. Really?");
    good("在 10:30 开始，比例是 1:2，共 1,600 次，版本 2.7");
    good("`使用Raft` 与 [词](用Raft.md) 与 <https://a.example/用Raft>");
    good("{{#listing a.rs caption=\"用Raft,然后\" id=x}}");
    good("```text\n用Raft,然后\n```");
    good("<p>用Raft,然后</p>\n\n词<span title=\"用Raft\">词</span>");
    good("词[^a]\n\n[^a]: Nishtala 等. *Scaling Memcache*. 2013.");
    good("第一部分　导读：“stale” 是（Sketch）的 [](ref:x) 与 [](ref:a/b#c)一节");
    good("![用Raft](a.png)，C++ 与 TCP/IP、key=value、n1 → n2");
    good("- [ ] 任务，`fsync` 失败\n- [x] 完成");
}

#[test]
fn the_template_of_a_chapter_is_good() {
    good(include_str!("../../templates/chapter.md"));
}

/// What cannot be corrected without changing the structure is only reported.
#[test]
fn a_fix_never_breaks_emphasis() {
    let text = "*Raft,* 然后";
    assert_eq!(wrong(text), [",: `,` in Chinese text"]);
    assert_eq!(fixed(text), text);
}

proptest::proptest! {
    /// Fixing twice is fixing once, and lines outside of paragraphs stay.
    #[test]
    fn fixing_is_idempotent(text in "([ \\n]|[-#>|]|\\*\\*|[`,.!?:，。「」（）]|[a-z1-9]|[共识算法]|\\[\\]\\(ref:x\\)|\\[共a\\]\\(b\\)){0,40}") {
        let once = fixed(&text);
        proptest::prop_assert_eq!(fixed(&once), once);
    }

    /// A fix adds spaces, takes breaks and blanks away, widens punctuation and moves it out of bold: every
    /// letter stays, in its order.
    #[test]
    fn no_letter_is_lost(text in "([ \\n]|[-#>|]|\\*\\*|[`,.!?:，。「」（）]|[a-z1-9]|[共识算法]){0,40}") {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '*').collect::<String>();
        proptest::prop_assert_eq!(letters(&fixed(&text)), letters(&text));
    }
}

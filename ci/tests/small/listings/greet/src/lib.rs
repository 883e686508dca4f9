//! Greetings.

/// The greeting.
pub fn greet(name: &str) -> String {
    format!("hello, {name}")
}

#[test]
fn greets() {
    assert_eq!(greet("you"), "hello, you");
}

//! Says hello, or shows how a message travels.

const TRACE: &str = r#"{"nodes":["a","b"],
"events":[
{"t":1,"clock":1,"event":"send","from":"a","to":"b","id":1,"label":"hello"},
{"t":5,"clock":2,"event":"recv","from":"a","to":"b","id":1,"label":"hello"}
]}"#;

fn main() {
    if std::env::args().any(|argument| argument == "--trace") {
        println!("{TRACE}");
    } else {
        println!("{}", greet::greet("world"));
    }
}

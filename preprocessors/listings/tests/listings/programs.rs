//! An output is shown with the program that printed it, and with no other.

use crate::folder::Folder;

const STRICT: &str = "[preprocessor.listings]\nstrict = true\n";

#[test]
fn an_example_in_a_folder_is_named_as_it_lies() {
    let folder = Folder::new();
    folder.write(
        "listings/greet/examples/hello/main.rs",
        &folder.read("listings/greet/examples/hello.rs"),
    );
    std::fs::remove_file(folder.path("listings/greet/examples/hello.rs")).unwrap();
    // Another package's program of the same name is another program.
    folder.write(
        "listings/base/examples/hello.rs",
        "//! Two.\n\nfn main() {\n    println!(\"{}\", base::two());\n}\n",
    );
    folder.write("listings/base/examples/hello.out", "2\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    for (directive, program) in [
        ("{{#output greet/hello}}\n", "greet/examples/hello/main.rs"),
        ("{{#output base/hello}}\n", "base/examples/hello.rs"),
        ("{{#chart greet/hello}}\n", "greet/examples/hello/main.rs"),
    ] {
        let page = folder.page(STRICT, directive);
        assert_eq!(page.diagnostics, "");
        assert!(page.chapters[0].contains(program), "{}", page.chapters[0]);
        assert!(folder.path(&format!("listings/{program}")).is_file());
    }
}

/// Cargo builds the example `hello` of every package into one file.
#[test]
fn a_target_lies_where_its_name_says() {
    let folder = Folder::new();
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write(
        "listings/base/Cargo.toml",
        &format!("{manifest}\n[[example]]\nname = \"hello\"\npath = \"demo/main.rs\"\n"),
    );
    folder.write("listings/base/demo/main.rs", "fn main() {\n    println!(\"other 3\");\n}\n");
    let (summary, log) = folder.verify(true);
    assert_eq!(
        (summary.passed, summary.failed),
        (vec!["greet".to_owned()], vec!["base".to_owned()]),
        "{log}"
    );
    assert!(log.contains("base: Cargo.toml: `path` of the example `hello`"), "{log}");
    assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world 2\n");
}

#[cfg(unix)]
#[test]
fn two_programs_for_one_golden_are_a_failure() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    std::fs::remove_dir_all(folder.path("listings")).unwrap();
    for (file, prints) in
        [("check", "ok one"), ("examples/order.sh", "from sh"), ("examples/order.py", "from py")]
    {
        folder.write(&format!("listings/x/{file}"), &format!("#!/bin/sh\necho {prints}\n"));
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(&format!("listings/x/{file}")), mode).unwrap();
    }
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.failed, ["x"], "{log}");
    assert!(
        log.contains("x: examples/order.py and examples/order.sh would both print the golden examples/order.out"),
        "{log}"
    );
    assert!(!folder.path("listings/x/examples/order.out").exists());
}

//! `dst-listings` as another book calls it.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::folder::Folder;

/// A book that keeps its code in `code` and its receipts in `proofs`, with two packages, of which `good` holds.
fn book() -> Folder {
    let folder = Folder::new();
    std::fs::remove_dir_all(folder.path("listings")).unwrap();
    folder.write(
        "book.toml",
        "[book]\ntitle = \"t\"\n\n[preprocessor.listings]\ncommand = \"dst-listings\"\npath = \"code\"\nreceipts = \"proofs\"\nverify-command = \"just prove\"\n",
    );
    for (file, text) in [
        ("code/good/check", "#!/bin/sh\necho ok one\n"),
        ("code/bad/check", "#!/bin/sh\necho ok one\n"),
        ("code/bad/examples/say", "#!/bin/sh\necho new\n"),
    ] {
        folder.write(file, text);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(file), executable).unwrap();
    }
    folder.write("code/bad/examples/say.out", "old\n");
    folder
}

/// Runs `dst-listings` in the book's folder: its exit code, and what it said.
fn run(folder: &Folder, line: &str) -> (i32, String) {
    run_with(folder, line, &[])
}

fn run_with(folder: &Folder, line: &str, variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dst-listings"));
    command.args(line.split_whitespace()).current_dir(folder.root()).env_remove("CI");
    let out = command.envs(variables.iter().copied()).output().unwrap();
    let said = [out.stdout, out.stderr].concat();
    (out.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn it_verifies_where_book_toml_says_and_its_exit_code_tells_how_it_ended() {
    let folder = book();
    let (code, said) = run(&folder, "verify good");
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("1 listing packages hold with 1 tests (0 unchanged)\n"), "{said}");
    assert!(folder.path("proofs/good.json").is_file());

    let (code, said) = run(&folder, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("if the new output is right: just prove --accept bad\n"), "{said}");
    assert!(said.ends_with("error: no receipt for bad\n"), "{said}");

    let (code, said) = run(&folder, "verify --accept bad");
    assert_eq!((code, folder.read("code/bad/examples/say.out").as_str()), (0, "new\n"), "{said}");

    // As for mdBook, a variable overrides a key.
    let variable = ("MDBOOK_PREPROCESSOR__LISTINGS__PATH", "nowhere");
    let (code, said) = run_with(&folder, "verify", &[variable]);
    assert_eq!(
        (code, said.as_str()),
        (1, "error: no folder nowhere: No such file or directory (os error 2)\n")
    );
}

#[test]
fn what_it_does_not_know_is_an_error_and_nothing_is_verified() {
    let folder = book();
    for (line, error) in [
        ("verify --acept", "error: unexpected argument '--acept' found"),
        ("verify --partition", "a value is required for '--partition <I/N>'"),
        ("verify --partition 3/2", "`3/2` is not a part; write 1/2 for the first of two"),
        ("verify --times proofs", "--partition <I/N>"),
        ("verfy", "error: unrecognized subcommand 'verfy'"),
        ("--acept", "error: unexpected argument '--acept' found"),
        ("merge", "<FOLDERS>"),
    ] {
        let (code, said) = run(&folder, line);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(said.contains(error), "{line}: {said}");
    }
    for line in ["--help", "verify --help"] {
        let (code, said) = run(&folder, line);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("Usage: dst-listings"), "{said}");
    }
    let (code, said) = run(&folder, "verify god");
    assert_eq!(
        (code, said.as_str()),
        (1, "error: no listing package `god`; there is: bad, good\n")
    );
    assert!(!folder.path("proofs/good.json").exists());

    folder.edit("book.toml", "path", "pth");
    let (code, said) = run(&folder, "verify");
    assert_eq!(code, 1, "{said}");
    assert!(said.starts_with("error: [preprocessor.listings]: unknown field `pth`"), "{said}");
    assert!(said.contains(" --> book.toml:6:1"), "{said}");
}

/// Each part on its own machine, and one puts them together.
#[test]
fn parts_are_verified_apart_and_merged() {
    let folder = book();
    folder.write("code/bad/examples/say.out", "new\n");
    for (part, name) in [("1/2", "bad"), ("2/2", "good")] {
        let variables = [("MDBOOK_PREPROCESSOR__LISTINGS__RECEIPTS", format!("part-{name}"))];
        let variables = variables.each_ref().map(|(key, value)| (*key, value.as_str()));
        let (code, said) = run_with(&folder, &format!("verify --partition {part}"), &variables);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(&format!("verifying {name}\n")), "{said}");
    }
    let (code, said) = run(&folder, "merge part-bad part-good");
    assert_eq!((code, said.as_str()), (0, "2 receipts taken over\n"));
    let (code, said) = run(&folder, "verify");
    assert_eq!((code, said.as_str()), (0, "2 listing packages hold with 2 tests (2 unchanged)\n"));
}

/// A receipt that names no version, or another one, of a server that is installed here.
#[test]
fn merging_compares_the_servers_that_are_installed() {
    let folder = Folder::new();
    let executable = |file: &str, text: &str| {
        folder.write(file, text);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(file), mode).unwrap();
    };
    executable("listings/x/check", "#!/bin/sh\n# systems: redis\necho ok one\n");
    executable("bin/redis-server", "#!/bin/sh\necho 'Redis server v=99.0.1'\n");
    folder.pretend_verified("x");
    std::fs::rename(folder.path("target/receipts"), folder.path("part")).unwrap();
    let path = format!("{}:{}", folder.path("bin").display(), std::env::var("PATH").unwrap());
    let (code, said) = run_with(&folder, "merge part", &[("PATH", &path)]);
    let refused = "x: the receipt in part is refused: it is for another version of a server";
    assert_eq!((code, said), (0, format!("{refused}\n0 receipts taken over\n")));
}

/// Whoever builds the book may tell the stage which compiler is in use.
#[test]
fn a_receipt_of_another_compiler_is_refused() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let book = |version: &str| {
        let chapter = serde_json::json!({
            "name": "A", "content": "{{#listing greet/src/lib.rs}}\n", "number": null, "sub_items": [],
            "path": "a.md", "source_path": "a.md", "parent_names": [],
        });
        let context = serde_json::json!({
            "root": folder.root(), "renderer": "html", "mdbook_version": "0.5.4",
            "config": { "preprocessor": { "listings": { "strict": true } } },
        });
        let input = serde_json::json!([context, { "items": [{ "Chapter": chapter }] }]).to_string();
        folder.write("input.json", &input);
        let mut command = Command::new(env!("CARGO_BIN_EXE_dst-listings"));
        command.stdin(std::fs::File::open(folder.path("input.json")).unwrap());
        let out = command.env("DST_RUSTC_VERSION", version).output().unwrap();
        (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    assert_eq!(book("t"), (0, String::new()));
    let (code, said) = book("rustc 9.9.9\nhost: x\n");
    assert_eq!(code, 1, "{said}");
    let fact = "error: `greet/src/lib.rs` is not verified: it was verified with t, and this is rustc 9.9.9\n";
    assert!(said.starts_with(fact), "{said}");
}

/// The page names the command of the book.
#[test]
fn hints_name_the_command_of_the_book() {
    let folder = Folder::new();
    let settings = "[preprocessor.listings]\nverify-command = \"just <prove>\"\n";
    let page = folder.page(settings, "{{#listing base/src/lib.rs}}\n");
    assert!(
        page.chapters[0].contains("title=\"run just &lt;prove&gt; to verify it\""),
        "{}",
        page.chapters[0]
    );
    let strict = format!("{settings}strict = true\n");
    let said = folder.page(&strict, "{{#listing base/src/lib.rs}}\n").diagnostics;
    assert!(said.contains("= help: run `just <prove> base`"), "{said}");
}

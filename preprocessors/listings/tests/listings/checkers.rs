//! The ready checkers: each lets a right package pass and refuses wrong ones, with the real tools.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use dst_listings::verify::{Options, Summary, verify};

/// Verifies a package of `files` whose check is `../checkers/CALL`.
fn run(call: &str, files: &[(&str, &str)]) -> (Summary, String) {
    let root = tempfile::tempdir().unwrap();
    let listings = root.path().join("listings");
    let write = |file: &Path, text: &[u8]| {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../listings/checkers");
    for checker in std::fs::read_dir(ours).unwrap().flatten() {
        // A folder here is what a run of Python by hand has left.
        if checker.path().is_file() {
            let text = std::fs::read(checker.path()).unwrap();
            write(&listings.join("checkers").join(checker.file_name()), &text);
        }
    }
    write(&listings.join("x/check"), format!("#!/bin/sh\nexec ../checkers/{call}\n").as_bytes());
    for (name, text) in files {
        write(&listings.join("x").join(name), text.as_bytes());
    }
    let options = Options {
        listings,
        receipts: root.path().join("receipts"),
        packages: Vec::new(),
        partition: None,
        accept: false,
        complete: std::env::var("CI").is_ok_and(|ci| ci == "true"),
        command: "dst-listings verify".into(),
    };
    let mut log = Vec::new();
    let summary = verify(&options, &mut log).unwrap();
    (summary, String::from_utf8(log).unwrap())
}

/// `right` passes with so many tests; with each of `wrong` (a text in a file and what replaces it) it fails,
/// and the reason is said. Where the tool is not there, nothing can be said, but in CI that fails.
fn judge(call: &str, tests: u32, right: &[(&str, &str)], wrong: &[(&str, &str, &str, &str)]) {
    let (summary, log) = run(call, right);
    if !summary.skipped.is_empty() {
        assert!(log.contains("missing "), "{log}");
        return;
    }
    assert_eq!((summary.passed.len(), summary.tests), (1, tests), "{log}");
    for (file, from, to, reason) in wrong {
        let mut files = right.to_vec();
        let (_, text) = files.iter_mut().find(|(name, _)| name == file).unwrap();
        assert!(text.contains(from), "{file} does not hold {from:?}");
        let changed = text.replace(from, to);
        *text = &changed;
        let (summary, log) = run(call, &files);
        assert_eq!(summary.failed, ["x"], "{call}: {to:?} in {file} passes: {log}");
        assert!(log.contains(reason), "{call}: {to:?} in {file}: no {reason:?} in {log}");
    }
}

#[test]
fn shell() {
    judge(
        "shell a.sh a_test.sh",
        5,
        &[
            ("a.sh", "#!/usr/bin/env bash\ntwice() { echo $(($1 * 2)); }\n"),
            (
                "a_test.sh",
                "#!/usr/bin/env bash\nset -e\n. ./a.sh\n[ \"$(twice 2)\" = 4 ]\necho 'ok twice'\n",
            ),
        ],
        &[
            ("a.sh", "* 2", "* 3", "not ok: bash a_test.sh"),
            ("a.sh", "}", "", "not ok: syntax of a.sh"),
            ("a.sh", "echo $(($1 * 2))", "echo $1", "SC2086"),
            ("a_test.sh", "echo 'ok twice'", "true", "printed no line `ok NAME`"),
        ],
    );
    let (summary, log) = run("shell a.sh", &[("a.sh", "#!/bin/sh\necho 1\n")]);
    assert!(summary.passed.is_empty(), "{log}");
}

#[test]
fn python() {
    let test = "import unittest\nfrom a import twice\n\n\nclass A(unittest.TestCase):\n    def test_it(self):\n        print('noise')\n        self.assertEqual(twice(2), 4)\n";
    judge(
        "python a.py test_a.py",
        3,
        &[("a.py", "def twice(x):\n    return x * 2\n"), ("test_a.py", test)],
        &[
            ("a.py", "* 2", "* 3", "AssertionError: 6 != 4"),
            ("a.py", "return", "return return", "a.py does not compile"),
            ("a.py", "return x", "return x is 1 or x", "a.py does not compile"),
            ("test_a.py", "def test_it", "def it", "no test in a file"),
            (
                "test_a.py",
                "    def",
                "    @unittest.skip('later')\n    def",
                "failed or was skipped",
            ),
        ],
    );
}

#[test]
fn java() {
    let main = "class A {\n    public static void main(String[] args) {\n        assert args.length == 0;\n        System.out.println(\"zwölf\");\n    }\n}\n";
    judge(
        "java A.java",
        2,
        &[("A.java", main), ("A.out", "zwölf\n")],
        &[
            ("A.java", "zwölf", "elf", "-zwölf\n+elf"),
            ("A.java", "== 0", "== 1", "java.lang.AssertionError"),
            ("A.java", "class A {", "class A {\n    java.util.List list;", "[rawtypes]"),
        ],
    );
}

#[test]
fn postgres() {
    let test = "#!/bin/sh\n[ \"$(psql -XtAc 'SELECT twice(3)')\" = 6 ] && echo 'ok twice'\n";
    judge(
        "postgres a.sql b.sql a_test.sh",
        3,
        &[
            ("a.sql", "CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x * 2';\n"),
            ("b.sql", "\\pset format unaligned\nSELECT twice(2);\n"),
            ("b.out", "twice\n4\n(1 row)\n"),
            ("a_test.sh", test),
        ],
        &[
            ("a.sql", "* 2", "* 3", "-4\n+6"),
            ("a.sql", "SELECT x", "SELECT y", "not ok: a.sql runs"),
            ("a_test.sh", "= 6", "= 7", "not ok: bash a_test.sh"),
        ],
    );
}

#[test]
fn yaml() {
    judge(
        "yaml a.yml",
        1,
        &[("a.yml", "a: 1\nb: [2, 3]\n")],
        &[
            ("a.yml", "b:", "a:", "duplication of key"),
            ("a.yml", "1", "yes", "truthy value"),
            ("a.yml", "]", "", "syntax error"),
        ],
    );
}

#[test]
fn prometheus() {
    let rules = "groups:\n  - name: g\n    rules:\n      - alert: Down\n        expr: up == 0\n";
    let test = "rule_files: [a.yml]\ntests:\n  - name: a server that is gone\n    interval: 1m\n    input_series:\n      - {series: up, values: 1 0}\n    alert_rule_test:\n      - alertname: Down\n        eval_time: 1m\n        exp_alerts:\n          - exp_labels: {}\n";
    judge(
        "prometheus a.yml a_test.yml",
        2,
        &[("a.yml", rules), ("a_test.yml", test)],
        &[
            ("a.yml", "== 0", "== 1", "alertname: Down, time: 1m"),
            ("a.yml", "up ==", "up = ==", "not ok: rules are valid"),
            (
                "a.yml",
                "up == 0\n",
                "up == 0\n      - alert: Slow\n        expr: up == 3\n",
                "no test expects the alert Slow to fire",
            ),
            ("a.yml", "up == 0\n", "up == 0\n  - name: h\n    rules: []\n", "no group_eval_order"),
        ],
    );
}

#[test]
fn haproxy() {
    let config = "defaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n\nlisten a\n    bind 127.0.0.1:1\n    server b 127.0.0.1:2\n";
    judge(
        "haproxy a.cfg",
        1,
        &[("a.cfg", config)],
        &[
            ("a.cfg", "server b", "sever b", "unknown keyword 'sever'"),
            // Only a warning for HAProxy, and a table of connections that fills up for whoever runs it.
            ("a.cfg", "    timeout client 1s\n", "", "missing timeouts"),
        ],
    );
}

//! A folder of its own for each test, and the real binary run in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The binary that these tests are built with, or the one that `KIKU_TEST_BINARY` names, such as a release.
fn program() -> std::ffi::OsString {
    std::env::var_os("KIKU_TEST_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_kiku").into())
}

/// A folder in which `kiku` runs.
pub struct Folder {
    folder: TempDir,
}

/// How a run ended.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub err: String,
}

impl Folder {
    /// An empty one.
    pub fn empty() -> Self {
        Folder {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// One in which `kiku init` has run.
    pub fn ready() -> Self {
        let folder = Folder::empty();
        folder.kiku(&["init", "--company", "みなと計器"]).must(0);
        folder
    }

    /// One with a company and its roster.
    pub fn staffed() -> Self {
        let folder = Folder::ready();
        folder.write("roster.csv", ROSTER);
        folder.kiku(&["people", "import", "roster.csv"]).must(0);
        folder
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("the file is written");
    }

    /// Reads a text file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file is read")
    }

    /// The names of its files, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder is read");
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// The command, not started yet. Nothing of the tester's environment reaches it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        self.dress(&mut command).args(args);
        command
    }

    fn dress<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdin(Stdio::null())
    }

    /// Runs `kiku` to its end.
    pub fn kiku(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().expect("kiku starts"))
    }

    /// Runs `kiku` with variables.
    pub fn kiku_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Run {
        let variables = variables.iter().copied();
        Run::of(
            self.command(args)
                .envs(variables)
                .output()
                .expect("kiku starts"),
        )
    }

    /// Runs `kiku` while `mount` is a file system of its own, mounted with these options.
    pub fn kiku_mounted(&self, options: &str, mount: &str, before: &str, args: &[&str]) -> Run {
        let mut command = self.mounted(options, mount, before, args);
        Run::of(
            command
                .output()
                .expect("unshare (Debian package util-linux) starts"),
        )
    }

    /// The command of [`Folder::kiku_mounted`], not started yet; its process is `kiku` itself.
    pub fn mounted(&self, options: &str, mount: &str, before: &str, args: &[&str]) -> Command {
        std::fs::create_dir_all(self.path(mount)).expect("the mount point is made");
        let script =
            format!("mount -t tmpfs -o {options} tmpfs {mount} && {before} && exec \"$@\"");
        let mut command = Command::new("unshare");
        self.dress(&mut command).args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            &script,
            "sh",
        ]);
        command.arg(program()).args(args);
        command
    }
}

impl Run {
    fn of(output: Output) -> Self {
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Ended with this code, without a panic.
    #[track_caller]
    pub fn must(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "out:\n{}\nerr:\n{}", self.out, self.err);
        assert!(!self.err.contains("mistake in Kiku"), "{}", self.err);
        self
    }

    /// Says this on the standard error.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(
            self.err.contains(text),
            "'{text}' is missing in:\n{}",
            self.err
        );
        self
    }

    /// The standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in:\n{}", self.out))
    }
}

/// A small company.
pub const ROSTER: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
001,佐藤 花子,sato@example.jp,本社,
002,鈴木 一郎,suzuki@example.jp,本社/営業部,001
003,高橋 葵,takahashi@example.jp,本社/営業部,002
";

/// A `kiku demo` that runs; killed when dropped.
pub struct Demo {
    child: Child,
    /// Where it listens, such as `127.0.0.1:40123`.
    pub address: String,
    /// Everything it said at its start.
    pub welcome: String,
}

impl Demo {
    /// Starts it on a free port and waits until it is open.
    pub fn open(folder: &Folder, args: &[&str]) -> Self {
        let mut command = folder.command(&["demo", "--listen", "127.0.0.1:0"]);
        command
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("kiku starts");
        let mut lines = BufReader::new(child.stdout.take().expect("has an output"));
        let mut welcome = String::new();
        while !welcome.contains("Ctrl-C") {
            if lines.read_line(&mut welcome).expect("the output is read") == 0 {
                let mut err = String::new();
                let told = child
                    .stderr
                    .take()
                    .map(|mut stderr| stderr.read_to_string(&mut err));
                panic!("the demo ended early ({told:?}): {welcome}{err}");
            }
        }
        let rest = welcome.split("http://").nth(1).expect("names its address");
        let address = rest
            .split_whitespace()
            .next()
            .expect("names its address")
            .to_owned();
        Demo {
            child,
            address,
            welcome,
        }
    }

    /// Asks for a page; gives the status line and everything after it.
    pub fn get(&self, path: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        ))
    }

    /// Sends JSON as a page of the playground does.
    pub fn post(&self, path: &str, json: &str) -> String {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{json}",
            host = self.address,
            length = json.len(),
        ))
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        stream.write_all(request.as_bytes()).expect("asks");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answers");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Presses Ctrl-C and waits for the end.
    pub fn interrupt(mut self) -> i32 {
        let number = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &number]).status();
        assert!(sent.is_ok_and(|status| status.success()), "Ctrl-C is sent");
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(10) {
            if let Some(status) = self.child.try_wait().expect("is waited for") {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the demo does not end");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended already, or is of no use any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first bytes of files that are no rosters.
pub fn images() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "scan.png",
            [
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
                &[0, 255, 7, 3].repeat(64),
            ]
            .concat(),
        ),
        (
            "scan.jpg",
            [
                b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(),
                &[9, 0, 200, 31].repeat(64),
            ]
            .concat(),
        ),
        (
            "book.xlsx",
            [
                b"PK\x03\x04\x14\0\x06\0".as_slice(),
                &[0, 33, 0, 180].repeat(64),
            ]
            .concat(),
        ),
    ]
}

/// Whether nothing but these files is there.
#[track_caller]
pub fn only(folder: &Folder, names: &[&str]) {
    assert_eq!(folder.files(), names);
}

/// The bytes of a file.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("the file is read")
}

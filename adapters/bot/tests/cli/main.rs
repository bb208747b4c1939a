//! The binary as scripts and operators meet it: what it prints, and with which code it ends.

mod database;
mod demo;
mod digest;
mod files;
mod init;
mod people;
mod programme;
mod settings;
mod simulate;
mod support;

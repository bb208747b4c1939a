//! The binary as scripts and operators meet it: what it prints, and with which code it ends.

mod backup;
mod database;
mod demo;
mod digest;
mod doctor;
mod files;
mod init;
mod killed;
mod manifest;
mod outage;
mod people;
mod programme;
mod rehearsal;
mod serve;
mod serving;
mod settings;
mod simulate;
mod support;

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
mod month;
mod outage;
mod people;
mod postgres;
mod programme;
mod rehearsal;
mod replicas;
mod serve;
mod serving;
mod settings;
mod simulate;
mod support;

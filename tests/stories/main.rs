//! Months told as dialogues, on the engine, a frozen clock, a chat made of memory and real SQLite.

mod a_month;
mod accounts;
mod afterwards;
mod answers;
mod at_once;
mod away;
mod cast;
mod commands;
mod figures;
mod home;
mod hr_lists;
mod reorganisation;
mod sending;
mod silence;
mod words;

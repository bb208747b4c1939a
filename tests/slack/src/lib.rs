//! A small model of Slack: its Web API, Socket Mode and signed HTTP, with the documented limits and faults.

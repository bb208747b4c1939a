//! Slack: what comes in over Socket Mode or HTTP, and what goes out as Block Kit.

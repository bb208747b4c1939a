//! Working hours, business days, and the first moment at which somebody may be disturbed.

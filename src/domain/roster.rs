//! The people file of an HR system: decoded, checked row by row.

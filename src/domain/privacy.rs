//! Which figures may leave: k distinct raters, and nobody recoverable by subtraction.

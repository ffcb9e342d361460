/**
 * The partner: what goes out at night and what comes back. This package starts and stops the role;
 * {@code export} makes the exports, {@code intake} takes the answers. It meets the aggregator in
 * tables and the partner in topics.
 */
@NullMarked
package dev.gridpulse.partner;

import org.jspecify.annotations.NullMarked;

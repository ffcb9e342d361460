package dev.gridpulse.query.http;

import io.micronaut.core.bind.annotation.Bindable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An argument that takes the sensor's name from the path, see {@link SensorPath}. It must not be
 * called as the variable in the route's template, or the framework's own decoding comes first.
 */
@Bindable
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface SensorInPath {}

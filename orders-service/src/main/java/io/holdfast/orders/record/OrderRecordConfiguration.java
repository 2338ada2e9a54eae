package io.holdfast.orders.record;

import io.holdfast.record.RecordConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The record of orders. */
@Configuration(proxyBeanMethods = false)
@Import(RecordConfiguration.class)
class OrderRecordConfiguration {}

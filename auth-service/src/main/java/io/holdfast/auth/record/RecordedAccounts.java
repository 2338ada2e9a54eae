package io.holdfast.auth.record;

import io.holdfast.record.RecordConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The record of accounts. */
@Configuration(proxyBeanMethods = false)
@Import(RecordConfiguration.class)
class RecordedAccounts {}

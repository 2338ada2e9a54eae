package io.holdfast.testkit;

import io.holdfast.local.NatsServer;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips integration tests, with the reason, on a machine without the servers they need. JUnit's service loading, which the root pom
 * switches on, registers it for every test, so that no test can forget it.
 */
public final class NeedsServers implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean integrationTest = context.getTestClass()
                .map(type -> type.getSimpleName().endsWith("IT"))
                .orElse(false);
        if (!integrationTest) {
            return ConditionEvaluationResult.enabled("Not an integration test");
        }
        if (NatsServer.find().isEmpty()) {
            return ConditionEvaluationResult.disabled("There is no nats-server on PATH");
        }
        if (!TestDatabase.isHere()) {
            return ConditionEvaluationResult.disabled(TestDatabase.MISSING);
        }
        return ConditionEvaluationResult.enabled("All servers are here");
    }
}

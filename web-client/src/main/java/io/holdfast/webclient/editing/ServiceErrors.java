package io.holdfast.webclient.editing;

import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.site.Formats;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import tools.jackson.databind.JsonNode;

/** Rejects the fields of an event's form that events-service found wrong. */
@Component
class ServiceErrors {

    /** Code of the errors whose text comes from events-service; there is no message with this key. */
    private static final String FROM_SERVICE = "from-service";

    private final Formats formats;

    ServiceErrors(Formats formats) {
        this.formats = formats;
    }

    void reject(ServiceProblem problem, EventForm form, Errors errors) {
        for (JsonNode error : problem.errors()) {
            String text = error.path("message").asString(problem.detail());
            if (problem.is("capacity-below-sold")) {
                rejectCapacity(error, text, form, errors);
            } else {
                reject(EventFields.inputOf(error.path("field").asString("name")), text, form, errors);
            }
        }
        if (!errors.hasErrors()) {
            errors.reject(FROM_SERVICE, problem.detail());
        }
    }

    /** A tier would have fewer units than are sold or held: names the least number, or the seats that have to stay. */
    private void rejectCapacity(JsonNode error, String text, EventForm form, Errors errors) {
        FieldReader fields = new FieldReader(errors);
        int index = form.indexOf(error.path("tierId").asString(""));
        JsonNode floor = error.path("floor");
        String least = floor.isNumber() ? formats.number(floor.asLong()) : "";
        String seats = formats.list(
                error.path("seats").values().stream().map(JsonNode::asString).toList());
        if (index < 0) {
            boolean isRemoved = error.path("tierId").isString() && floor.isNumber();
            rejectCapacity("tiers", isRemoved ? "create.problem.tier-sold" : "", least, text, form, errors);
        } else if (!seats.isEmpty()) {
            fields.reject(EventFields.ofTier(index, "seating"), "create.problem.seats-sold", seats);
        } else {
            String field = form.getTiers().get(index).getSeating().isEmpty() ? "capacity" : "seating";
            String code = floor.isNumber() ? "create.problem.floor" : "";
            rejectCapacity(EventFields.ofTier(index, field), code, least, text, form, errors);
        }
    }

    /** @param code empty to show the service's text */
    private static void rejectCapacity(
            String field, String code, String least, String text, EventForm form, Errors errors) {
        if (code.isEmpty()) {
            reject(field, text, form, errors);
        } else {
            new FieldReader(errors).reject(field, code, least);
        }
    }

    /** An error of something that the form has no field for is one of the form as a whole. */
    private static void reject(String field, String text, EventForm form, Errors errors) {
        boolean isField = !field.isEmpty()
                && PropertyAccessorFactory.forBeanPropertyAccess(form).isReadableProperty(field);
        if (isField && !errors.hasFieldErrors(field)) {
            errors.rejectValue(field, FROM_SERVICE, text);
        } else if (!isField && !errors.hasGlobalErrors()) {
            errors.reject(FROM_SERVICE, text);
        }
    }
}

package io.holdfast.webclient.editing;

import java.beans.PropertyEditorSupport;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** How parameters become an {@link EventForm}: only those of its fields, as text without the spaces around it. */
@ControllerAdvice(assignableTypes = {CreateEventController.class, EditEventController.class})
class EventFormBinding {

    private static final String[] FIELDS = EventFields.bound();

    @InitBinder(EventForm.MODEL_NAME)
    void bindText(WebDataBinder binder) {
        binder.setAllowedFields(FIELDS);
        binder.registerCustomEditor(String.class, new TypedText());
    }

    private static final class TypedText extends PropertyEditorSupport {

        @Override
        public void setAsText(String text) {
            // Browsers send a line break as two characters.
            setValue(text.replace("\r\n", "\n").strip());
        }
    }
}

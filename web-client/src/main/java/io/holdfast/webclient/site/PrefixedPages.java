package io.holdfast.webclient.site;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractDialect;
import org.thymeleaf.dialect.IExecutionAttributeDialect;
import org.thymeleaf.dialect.IPostProcessorDialect;
import org.thymeleaf.engine.AbstractTemplateHandler;
import org.thymeleaf.model.IAttribute;
import org.thymeleaf.model.IOpenElementTag;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.model.IStandaloneElementTag;
import org.thymeleaf.postprocessor.IPostProcessor;
import org.thymeleaf.postprocessor.PostProcessor;
import org.thymeleaf.templatemode.TemplateMode;

/** Adds the prefix of the site to the addresses in finished pages. Without a prefix pages do not pass it. */
@Component
class PrefixedPages extends AbstractDialect implements IPostProcessorDialect, IExecutionAttributeDialect {

    private static final String PREFIX = PathPrefix.class.getName();

    /** What has an address for a value, in HTML, for htmx, and for the scripts of the pages. */
    private static final Set<String> WITH_ADDRESS = Set.of(
            "href",
            "src",
            "action",
            "formaction",
            "hx-get",
            "hx-post",
            "data-live",
            "data-queue",
            "data-puzzle",
            "data-then",
            "data-draw",
            "data-seats",
            "data-asked",
            "data-paid");

    /** In a {@code meta} element that leads to another page. */
    private static final String LEADING_ON = "; url=";

    private final PathPrefix prefix;

    PrefixedPages(PathPrefix prefix) {
        super("prefixed pages");
        this.prefix = prefix;
    }

    @Override
    public Map<String, Object> getExecutionAttributes() {
        return Map.of(PREFIX, prefix);
    }

    @Override
    public int getDialectPostProcessorPrecedence() {
        return 1000;
    }

    @Override
    public Set<IPostProcessor> getPostProcessors() {
        return prefix.isEmpty() ? Set.of() : Set.of(new PostProcessor(TemplateMode.HTML, Tags.class, 1000));
    }

    /** Made by Thymeleaf for each page. */
    public static final class Tags extends AbstractTemplateHandler {

        private @Nullable PathPrefix prefix;

        @Override
        public void setContext(ITemplateContext context) {
            super.setContext(context);
            prefix = (PathPrefix)
                    context.getConfiguration().getExecutionAttributes().get(PREFIX);
        }

        @Override
        public void handleOpenElement(IOpenElementTag tag) {
            super.handleOpenElement(prefixed(tag));
        }

        @Override
        public void handleStandaloneElement(IStandaloneElementTag tag) {
            super.handleStandaloneElement(prefixed(tag));
        }

        private <T extends IProcessableElementTag> T prefixed(T tag) {
            T result = tag;
            for (IAttribute attribute : tag.getAllAttributes()) {
                String name = attribute.getAttributeCompleteName();
                String value = attribute.getValue();
                if (value != null && prefix != null) {
                    String with = prefixed(name, value, prefix);
                    result = with.equals(value)
                            ? result
                            : getContext().getModelFactory().setAttribute(result, name, with);
                }
            }
            return result;
        }

        private static String prefixed(String name, String value, PathPrefix prefix) {
            if (WITH_ADDRESS.contains(name)) {
                return prefix.of(value);
            }
            int leading = name.equals("content") ? value.indexOf(LEADING_ON) : -1;
            int address = leading + LEADING_ON.length();
            return leading < 0 ? value : value.substring(0, address) + prefix.of(value.substring(address));
        }
    }
}

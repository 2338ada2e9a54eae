package io.holdfast.webclient.operator;

import io.holdfast.webclient.backend.MailOverview;
import io.holdfast.webclient.backend.Operations;
import io.holdfast.webclient.backend.Service;
import io.holdfast.webclient.backend.ServiceProblem;
import io.holdfast.webclient.backend.ServiceUnreachable;
import io.holdfast.webclient.site.Visitor;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriUtils;

/** What needs an operator: payments, mails, and the way to accounts. */
@Controller
class OperatorController {

    private static final Logger log = LoggerFactory.getLogger(OperatorController.class);
    private static final String PATH = "/operator";

    private final Operations operations;

    OperatorController(Operations operations) {
        this.operations = operations;
    }

    @GetMapping(PATH)
    String page(@RequestParam(defaultValue = "") String after, Visitor visitor, Model model) {
        String token = OperatorPages.token(visitor);
        model.addAttribute("suspended", part(() -> operations.accounts(token, "")));
        model.addAttribute("payments", part(() -> operations.attention(token, after)));
        model.addAttribute("after", after);
        model.addAttribute("differences", part(() -> operations.differences(token)));
        Map<String, MailOverview> mails = new LinkedHashMap<>();
        for (Service service : new Service[] {Service.ORDERS, Service.AUTH}) {
            MailOverview overview = part(() -> operations.mails(service, token));
            if (overview != null) {
                mails.put(service.key(), overview);
            }
        }
        model.addAttribute("mails", mails);
        model.addAttribute("zone", ZoneOffset.UTC);
        return "operator/overview";
    }

    @PostMapping(PATH + "/mails/{service:auth|orders}")
    String mails(
            @PathVariable String service,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String id,
            Visitor visitor) {
        String token = OperatorPages.token(visitor);
        Service of = service.equals("auth") ? Service.AUTH : Service.ORDERS;
        return switch (action) {
            case "resend" -> {
                operations.resend(of, token, id);
                yield "redirect:" + PATH + "?resent";
            }
            case "pause", "resume" -> {
                operations.pauseMails(of, token, action.equals("pause"));
                yield "redirect:" + PATH;
            }
            default -> "redirect:" + PATH;
        };
    }

    @PostMapping(PATH + "/payments")
    String retry(
            @RequestParam(defaultValue = "") String payment,
            @RequestParam(defaultValue = "") String after,
            Visitor visitor) {
        try {
            operations.retryRefund(OperatorPages.token(visitor), payment);
            return back("retried", after);
        } catch (ServiceProblem problem) {
            if (!problem.is("not-retryable")) {
                throw problem;
            }
            return back("kept", after);
        }
    }

    @PostMapping(PATH + "/payments/ended")
    String end(
            @RequestParam(defaultValue = "") String payment,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(required = false) @Nullable Long left,
            @RequestParam(defaultValue = "") String after,
            Visitor visitor) {
        try {
            operations.endRefund(OperatorPages.token(visitor), payment, reason.strip(), left);
            return back("ended", after);
        } catch (ServiceProblem problem) {
            return switch (problem.code()) {
                case "not-endable" -> back("unended", after);
                case "validation-failed" -> back("unexplained", after);
                default -> throw problem;
            };
        }
    }

    /** To the same part of the list of payments, which tells what happened. */
    private static String back(String happened, String after) {
        return "redirect:" + PATH + "?" + happened
                + (after.isEmpty() ? "" : "&after=" + UriUtils.encode(after, StandardCharsets.UTF_8));
    }

    /** A part of the page; null while its service, or its database, is away: the others are of use without it. */
    private static <T> @Nullable T part(Supplier<T> look) {
        try {
            return look.get();
        } catch (ServiceUnreachable e) {
            log.warn("The operator's page lacks a part: {}", e.getMessage());
            return null;
        } catch (ServiceProblem problem) {
            if (!problem.mayPass()) {
                throw problem;
            }
            log.warn("The operator's page lacks a part: {}", problem.getMessage());
            return null;
        }
    }
}

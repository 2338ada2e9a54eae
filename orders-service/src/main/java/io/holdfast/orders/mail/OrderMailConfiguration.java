package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.mail.MailConfiguration;
import io.holdfast.mail.MailWriter;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.OrderStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Which messages buyers are told of. */
@Configuration(proxyBeanMethods = false)
@Import(MailConfiguration.class)
class OrderMailConfiguration {

    /** By a consumer of its own: however many mails there are, orders do not wait for them. */
    @Bean
    Subscription orderMailMessages(OrderMails mails) {
        return Subscription.durable("orders-mails")
                .on(OrderCompleted.class, mails::completed)
                .on(OrderCancelled.class, mails::cancelled)
                .on(OrderSoldBack.class, mails::soldBack)
                .on(OrderRefunded.class, mails::refunded)
                .on(PaymentRefunded.class, mails::moneyBack)
                .on(PaymentRefundFailed.class, mails::moneyBackFailed)
                .build();
    }

    @Bean
    MailWriter paymentFailedMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.PAYMENT_FAILED, orders, links);
    }

    @Bean
    MailWriter soldBackMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.SOLD_BACK, orders, links);
    }

    @Bean
    MailWriter eventCancelledMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.EVENT_CANCELLED, orders, links);
    }

    @Bean
    MailWriter refundDueMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_DUE, orders, links);
    }

    @Bean
    MailWriter refundPaidMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_PAID, orders, links);
    }

    @Bean
    MailWriter refundFailedMail(OrderStore orders, GuestLinks links) {
        return new MoneyMail(MoneyMail.Kind.REFUND_FAILED, orders, links);
    }
}

package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.mail.MailConfiguration;
import io.holdfast.mail.MailDetail;
import io.holdfast.mail.MailPace;
import io.holdfast.messaging.Subscription;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.runtime.BackgroundLoop;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Which messages buyers are told of. */
@Configuration(proxyBeanMethods = false)
@Import(MailConfiguration.class)
class OrderMailConfiguration {

    @Bean
    MailDetail ordersOfMails() {
        return new MailDetail(MailedOrders.ORDER);
    }

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
                .on(PaymentVoided.class, mails::voided)
                .build();
    }

    /** Tickets are drawn and mailed when there is time for it: the buyer has them in the page. */
    @Bean
    MailPace buyersBeforeMails(BuyersFirst buyers) {
        return buyers::restAfterMails;
    }

    @Bean
    BackgroundLoop changeNoticeLoop(ChangeNotices notices) {
        return notices.loop();
    }
}

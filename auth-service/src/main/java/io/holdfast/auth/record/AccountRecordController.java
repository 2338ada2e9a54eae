package io.holdfast.auth.record;

import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.Page;
import io.holdfast.web.PageRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/users/record}: what was done with the caller's account. */
@RestController
@RequestMapping("/api/users/record")
class AccountRecordController {

    private final Recorder record;

    AccountRecordController(Recorder record) {
        this.record = record;
    }

    /** What was done with the caller's account: sign-ins, failures, changes; the newest first. */
    @GetMapping
    Page<RecordEntry> ownRecord(Caller caller, PageRequest page) {
        return record.ofAccount(caller.id(), page);
    }
}

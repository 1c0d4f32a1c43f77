using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Contacts;

/// <summary>What commands to a contact come to.</summary>
internal static class ContactDecisions
{
    /// <summary>The timers that finish a merge and its undoing where the first try broke off.</summary>
    public const string MergeTimer = "merge", UnmergeTimer = "unmerge";

    /// <summary>How long a step waits for one of the other contact's to end.</summary>
    public static readonly TimeSpan WhileOtherMoves = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    internal static Decision Observe(ContactState s, ContactObservation o, DateTimeOffset now)
    {
        var changed = new ContactObserved(New(o.Name, s.Name), New(o.Phone, s.Phone), New(o.Bsuid, s.Bsuid), New(o.Username, s.Username),
            New(o.Language, s.Language), o.Channel);
        var decision = changed is { Name: null, Phone: null, Bsuid: null, Username: null, Language: null } ? Decision.Nothing : Decision.Accept(changed);
        // Whoever writes is there again, whatever the list was told.
        return s.Deleted ? decision.And(new ContactRestored(now)) : decision;
    }

    internal static Decision SetConsent(ContactState s, string channel, ConsentStatus status, string source, string? proof) =>
        !IsChannel(channel) ? Decision.Refuse(Refusal.Invalid, "channel")
        : s.Consents.GetValueOrDefault(channel) == status ? Decision.Nothing
        : Decision.Accept(new ConsentChanged(channel, status, source, proof));

    internal static Decision RecordConsent(long version, ConsentRecord c) =>
        version == 0 ? Decision.Refuse(Refusal.NotFound)
        : !IsChannel(c.Channel) ? Decision.Refuse(Refusal.Invalid, "channel")
        : c.Status == ConsentStatus.Pending ? Decision.Refuse(Refusal.Invalid, "status")
        : string.IsNullOrWhiteSpace(c.Source) || c.Source.Length > 50 ? Decision.Refuse(Refusal.Invalid, "source")
        : c.ProofMessageId?.Length > 256 ? Decision.Refuse(Refusal.Invalid, "proofMessageId")
        : c.Address?.Length > 45 ? Decision.Refuse(Refusal.Invalid, "ipAddress")
        : Decision.Accept(new ConsentChanged(c.Channel, c.Status, c.Source, c.ProofMessageId, c.Address));

    /// <summary>The channel found that another contact, as it stands now, is the same person: of what is said there only the consents come over.</summary>
    internal static Decision Absorb(ContactState s, string self, string other, ContactView? view) =>
        other == self ? Decision.Refuse(Refusal.Invalid, "otherContactId")
        : s.Absorbed.Contains(other) ? Decision.Nothing
        : Decision.Accept(new ContactAbsorbed(other, view is not null && ContactMerging.Consents(s, view) is { } consents
            ? new ContactExchange(ContactDetails.None, Consents: consents)
            : null));

    internal static Decision Create(long version, ContactDetails details, DateTimeOffset now) =>
        version > 0 ? Decision.Refuse(Refusal.AlreadyExists)
        : Problem(details) is { } field ? Decision.Refuse(Refusal.Invalid, field)
        : details is { FullName: null, Phone: null, Email: null, Whatsapp: null } ? Decision.Refuse(Refusal.Invalid, "fullName")
        : Decision.Accept(new ContactCreated(details, now));

    internal static Decision Update(ContactState s, ContactDetails wish, long version, long? expected, DateTimeOffset now)
    {
        if (Closed(s, version, expected) is { } refused) return refused;
        if (Problem(wish) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var changes = wish.Against(s.Card);
        return changes == ContactDetails.None ? Decision.Nothing : Decision.Accept(new ContactUpdated(changes, now));
    }

    internal static Decision Delete(ContactState s, long version, long? expected, DateTimeOffset now)
    {
        if (version > 0 && s.Deleted) return Decision.Nothing;
        return Closed(s, version, expected) ?? Decision.Accept(new ContactDeleted(now));
    }

    internal static Decision Restore(ContactState s, long version, DateTimeOffset now) =>
        version == 0 ? Decision.Refuse(Refusal.NotFound) : s.Deleted ? Decision.Accept(new ContactRestored(now)) : Decision.Nothing;

    internal static Decision MergeInto(
        ContactState s, long version, string self, string survivorId, ContactView? survivor, IReadOnlyList<string> own, DateTimeOffset now)
    {
        if (survivorId == self) return Decision.Invalid("otherContactId:itself");
        if (version == 0 || survivor is null) return Decision.Refuse(Refusal.NotFound);
        if (s.MergedInto == survivorId) return Decision.Nothing;
        if (s.MergedInto is not null || survivor.MergedInto is not null) return Decision.Refuse(Refusal.WrongStatus, "merged");
        if (s.Deleted || survivor.Deleted) return Decision.Refuse(Refusal.WrongStatus, "deleted");
        return Decision.Accept(new ContactMerged(survivorId, own, now)).DueAt(MergeTimer, now + Safety).DueClear(UnmergeTimer);
    }

    /// <summary>
    /// What a merge does when it looks at the survivor: where that is being merged itself, the smaller id waits and the other gives up; where it is
    /// being parted from another contact, it waits for nothing and gives up.
    /// </summary>
    internal static Facing Face(string self, ContactView? survivor) => survivor?.MergeStep switch
    {
        null or MergeStep.None => Facing.Go,
        MergeStep.Merging when string.CompareOrdinal(self, survivor.ContactId) < 0 => Facing.Later,
        _ => Facing.GiveUp,
    };

    internal static Decision Unmerge(ContactState s, long version, string self, string survivorId, ContactView? survivor, DateTimeOffset now)
    {
        if (version == 0 || survivor is null) return Decision.Refuse(Refusal.NotFound);
        // What a channel merged stands with the survivor alone.
        var byChannel = s.MergedInto is null && survivor.Absorbed.Contains(self);
        if (s.MergedInto != survivorId && !byChannel) return Decision.Refuse(Refusal.WrongStatus, "not_merged");
        IReadOnlyList<string> names = byChannel ? ContactMerging.NamesOf(s) : s.MovedAliases;
        return Decision.Accept(new ContactUnmerged(survivorId, names, now)).DueAt(UnmergeTimer, now + Safety).DueClear(MergeTimer);
    }

    internal static Decision TakeOver(ContactState s, long version, string self, ContactView other)
    {
        if (version == 0) return Decision.Refuse(Refusal.NotFound);
        if (other.ContactId == self) return Decision.Refuse(Refusal.Invalid, "otherContactId");
        if (s.MergedInto is not null) return Decision.Refuse(Refusal.WrongStatus, "merged");
        return s.Absorbed.Contains(other.ContactId)
            ? Decision.Nothing
            : Decision.Accept(new ContactAbsorbed(other.ContactId, ContactMerging.Take(s, other), other.Phone, other.Bsuid, other.Username));
    }

    internal static Decision GiveBack(ContactState s, string other) => s.Absorbed.Contains(other)
        ? Decision.Accept(new ContactReleased(other, s.Memories.TryGetValue(other, out var memory)
            ? ContactMerging.Return(s, memory)
            : new ContactExchange(ContactDetails.None)))
        : Decision.Nothing;

    private static Decision? Closed(ContactState s, long version, long? expected) =>
        version == 0 ? Decision.Refuse(Refusal.NotFound)
        : expected is { } e && e != version ? Decision.Refuse(Refusal.StaleVersion)
        : s.MergedInto is not null ? Decision.Refuse(Refusal.WrongStatus, "merged")
        : s.Deleted ? Decision.Refuse(Refusal.WrongStatus, "deleted")
        : null;

    private static string? Problem(ContactDetails d) =>
        d.FullName?.Length > 255 ? "fullName"
        : d.JobTitle?.Length > 100 ? "jobTitle"
        : d.Email?.Length > 254 ? "email"
        : d.Phone?.Length > 20 ? "phone"
        : d.Whatsapp?.Length > 20 ? "whatsapp"
        : d.CompanyId?.Length > 100 ? "companyId"
        : d.LeadId?.Length > 100 ? "leadId"
        : d.Language is not (null or "ar" or "en") ? "language"
        : d.PreferredChannel is not (null or "" or "whatsapp" or "email" or "sms" or "phone") ? "preferredChannel"
        : d.Notes?.Length > 2000 ? "notes"
        : d.OwnerId?.Length > 100 ? "ownerId"
        : !TagLimits.Fit(d.Tags) ? "tags"
        : null;

    private static bool IsChannel(string channel) => channel is "whatsapp" or "email" or "sms" or "phone" or "voice";

    private static string? New(string? said, string? known) => said is not null && said != known ? said : null;
}

/// <summary>What a merge does when it looks at its survivor.</summary>
internal enum Facing
{
    /// <summary>It goes on.</summary>
    Go = 0,
    /// <summary>It tries again a little later.</summary>
    Later = 1,
    /// <summary>It is taken back.</summary>
    GiveUp = 2,
}

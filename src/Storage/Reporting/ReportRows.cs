using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Reporting;

/// <summary>What a subject did on a day. Kept by differences: every number is a sum.</summary>
internal sealed record ReportDayRow : IReadRow
{
    /// <summary>The day of figures since the company began.</summary>
    public const string Lifetime = "total";

    /// <summary>The company as a subject.</summary>
    public const string Company = "*";

    public required string Tenant { get; init; }

    /// <summary><c>*</c>, <c>user:{id}</c>, <c>agent:{id}</c> or <c>source:{word}</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>2026-11-22</c> in the tenant's calendar, or <c>total</c>.</summary>
    public required string Day { get; init; }
    public long LeadsNew { get; init; }
    public long LeadsQualified { get; init; }
    public long LeadsConverted { get; init; }
    public long LeadsLost { get; init; }
    public long MessagesIn { get; init; }
    public long MessagesOut { get; init; }
    public long HumanMessages { get; init; }
    public long Conversations { get; init; }
    public long HandedOver { get; init; }
    public long Taken { get; init; }
    public long TakenAssisted { get; init; }
    public long Resolved { get; init; }
    public long AgentRuns { get; init; }
    public long AgentFallbacks { get; init; }

    /// <summary>Millionths of a riyal, as far as prices are known.</summary>
    public long AgentCostMicros { get; init; }
    public long InputTokens { get; init; }
    public long OutputTokens { get; init; }
    public long FirstResponses { get; init; }
    public long FirstResponseSeconds { get; init; }
    public long Breaches { get; init; }
    public long SatisfactionAsked { get; init; }
    public long SatisfactionAnswers { get; init; }
    public long SatisfactionSum { get; init; }
    public RowKey Key => new(Tenant, Subject, Day);

    /// <summary>The names of the sums.</summary>
    public static string[] Sums { get; } = [.. typeof(ReportDayRow).GetProperties().Where(p => p.PropertyType == typeof(long)).Select(p => p.Name)];
}

/// <summary>Deals of a subject, a day and a currency. Kept by differences of <see cref="ReportDealRow"/>, equal to the sum over those.</summary>
internal sealed record ReportAmountRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary><c>{kind}/{name}/{currency}</c>.</summary>
    public required string Subject { get; init; }
    public required string Day { get; init; }
    public ReportSubject Kind { get; init; }
    public string Name { get; init; } = "";
    public string Currency { get; init; } = "";
    public long Opened { get; init; }
    public decimal OpenedValue { get; init; }
    public long Won { get; init; }
    public decimal WonValue { get; init; }
    public long Lost { get; init; }
    public decimal LostValue { get; init; }
    public long Open { get; init; }
    public decimal OpenValue { get; init; }
    public RowKey Key => new(Tenant, Subject, Day);

    public static string[] Sums { get; } =
        [nameof(Opened), nameof(OpenedValue), nameof(Won), nameof(WonValue), nameof(Lost), nameof(LostValue), nameof(Open), nameof(OpenValue)];
}

/// <summary>What a deal contributes to figures: each contribution can be taken back exactly.</summary>
internal sealed record ReportDealRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string OpenedDay { get; init; } = "";
    public StageKind Kind { get; init; }
    public string? ClosedDay { get; init; }
    public string? ClosedBy { get; init; }
    public decimal Value { get; init; }
    public string Currency { get; init; } = "";
    public string Source { get; init; } = "";
    public DateTimeOffset StageSince { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>Where a lead came from, for the deals that come of it.</summary>
internal sealed record ReportLeadRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Source { get; init; } = "";
    public RowKey Key => new(Tenant, Id);
}

/// <summary>Whether a contact's consent to be written to is missing.</summary>
internal sealed record ReportConsentRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string ContactId { get; init; }
    public bool Missing { get; init; }
    public DateTimeOffset Since { get; init; }
    public RowKey Key => new(Tenant, ContactId);
}

/// <summary>A number by its name: how many there are now of something. Kept by differences.</summary>
internal sealed record ReportCountRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary><c>held:{user}</c>, <c>case:{state}</c> or <c>waiting</c>.</summary>
    public required string Name { get; init; }
    public long Value { get; init; }
    public RowKey Key => new(Tenant, Name);
}

/// <summary>Something worth telling. Written once, never changed.</summary>
internal sealed record ActivityEntryRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary><c>{entity}/{id}</c>.</summary>
    public required string Stream { get; init; }
    public long Version { get; init; }
    public string Type { get; init; } = "";
    public string Entity { get; init; } = "";
    public string EntityId { get; init; } = "";
    public string? Subject { get; init; }
    public string? Detail { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public string? UserId { get; init; }
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, Stream, Number: Version);
}

/// <summary>The newest case of a conversation, in lists.</summary>
internal sealed record ServiceLevelRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public int Case { get; init; }
    public ServiceState State { get; init; }

    /// <summary>Whether no person has written yet.</summary>
    public bool Unanswered { get; init; }

    /// <summary>Whether the target of the first answer is near, while its clock runs.</summary>
    public bool FirstWarned { get; init; }

    /// <summary>Whether the target of the resolution is near.</summary>
    public bool ResolutionWarned { get; init; }
    public int Level { get; init; }
    public ServicePriority Priority { get; init; }
    public string Reason { get; init; } = "";
    public string? HeldBy { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FirstResponseDueAt { get; init; }
    public DateTimeOffset? FirstRespondedAt { get; init; }
    public DateTimeOffset? ResolutionDueAt { get; init; }
    public bool Waiting { get; init; }
    public int? AlarmLevel { get; init; }
    public DateTimeOffset? AcknowledgeBy { get; init; }
    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public long Version { get; init; }
    public RowKey Key => new(Tenant, Id);
}

/// <summary>An alert.</summary>
internal sealed record AlertRow : IReadRow
{
    public required string Tenant { get; init; }
    public required string Id { get; init; }
    public string Kind { get; init; } = "";
    public string Severity { get; init; } = "";
    public string Entity { get; init; } = "";
    public string EntityId { get; init; } = "";
    public string Detail { get; init; } = "";
    public int? Level { get; init; }
    public bool Open { get; init; }
    public DateTimeOffset At { get; init; }
    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public RowKey Key => new(Tenant, Id);
}

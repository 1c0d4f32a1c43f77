namespace SalesFlow.Templates;

/// <summary>Meta's words of templates. One that is not known gives null: nothing is guessed.</summary>
public static class TemplateWords
{
    /// <summary>Where a template stands.</summary>
    public static TemplateStatus? Status(string? word) => word switch
    {
        "APPROVED" or "REINSTATED" => TemplateStatus.Approved,
        "PENDING" => TemplateStatus.Pending,
        "REJECTED" => TemplateStatus.Rejected,
        "PAUSED" => TemplateStatus.Paused,
        "DISABLED" => TemplateStatus.Disabled,
        "FLAGGED" => TemplateStatus.Flagged,
        "IN_APPEAL" => TemplateStatus.InAppeal,
        "LIMIT_EXCEEDED" => TemplateStatus.LimitExceeded,
        "ARCHIVED" => TemplateStatus.Archived,
        "LOCKED" => TemplateStatus.Locked,
        "PENDING_DELETION" => TemplateStatus.PendingDeletion,
        "DELETED" => TemplateStatus.Deleted,
        _ => null,
    };

    /// <summary>What Meta counts a template as.</summary>
    public static WhatsappCategory? Category(string? word) => word?.ToUpperInvariant() switch
    {
        "MARKETING" => WhatsappCategory.Marketing,
        "UTILITY" => WhatsappCategory.Utility,
        "AUTHENTICATION" => WhatsappCategory.Authentication,
        _ => null,
    };

    /// <summary>The word that messages carry of a category.</summary>
    public static string Of(WhatsappCategory? category) => category switch
    {
        WhatsappCategory.Marketing => "marketing",
        WhatsappCategory.Authentication => "authentication",
        _ => "utility",
    };

    /// <summary>What customers think of a template.</summary>
    public static string? Quality(string? word) => word switch
    {
        "GREEN" => "green",
        "YELLOW" => "yellow",
        "RED" => "red",
        _ => null,
    };

    /// <summary>What a button does.</summary>
    public static TemplateButtonKind? Button(string? word) => word switch
    {
        "QUICK_REPLY" => TemplateButtonKind.QuickReply,
        "URL" => TemplateButtonKind.Url,
        "PHONE_NUMBER" => TemplateButtonKind.Phone,
        _ => null,
    };
}

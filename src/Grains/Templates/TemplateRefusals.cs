using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>What refusals of sends say of a template, and the other way round.</summary>
internal static class TemplateRefusals
{
    private const int PausedByMeta = 132015, DisabledByMeta = 132016;

    /// <summary>Whether a refusal shows that what is known of a template here is not what Meta has: a missing one, other parameters, other words.</summary>
    public static bool ShowsOldNews(int? errorCode) => errorCode is 132000 or 132001 or 132005 or 132007 or 132012;

    /// <summary>The standing that an error code of a send tells, or null.</summary>
    public static TemplateStatus? StatusOf(int? errorCode) => errorCode switch
    {
        PausedByMeta => TemplateStatus.Paused,
        DisabledByMeta => TemplateStatus.Disabled,
        _ => null,
    };

    /// <summary>Why a template of this standing is not sent: a stable word.</summary>
    public static string ReasonOf(TemplateStatus status) => status switch
    {
        TemplateStatus.Paused => "template_paused",
        TemplateStatus.Disabled => "template_disabled",
        TemplateStatus.Deleted or TemplateStatus.PendingDeletion => "template_missing",
        _ => "template_not_approved",
    };
}

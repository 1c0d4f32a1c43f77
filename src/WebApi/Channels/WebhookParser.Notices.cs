using System.Globalization;
using System.Text.Json;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Channels;

internal static partial class WebhookParser
{
    private sealed partial class Reading
    {
        private readonly record struct ReadNotice(string CommandId, ChannelNotice Notice, PortfolioLimit? Limit);

        /// <summary>The notice of an account field, or null for a field that is none.</summary>
        private ReadNotice? Notice(string account, long? time, string field, JsonElement v)
        {
            string? subject, change;
            string severity;
            PortfolioLimit? limit = null;
            switch (field)
            {
                case "account_update":
                    (subject, change) = (account, v.Text("event"u8, 64));
                    var detail = v.Object("violation_info"u8)?.Text("violation_type"u8, 64) ?? v.Object("ban_info"u8)?.Text("waba_ban_state"u8, 64)
                        ?? v.Object("disconnection_info"u8)?.Text("reason"u8, 64);
                    severity = change switch
                    {
                        "ACCOUNT_VIOLATION" or "ACCOUNT_RESTRICTION" or "DISABLED_UPDATE" or "ACCOUNT_DELETED" or "PARTNER_REMOVED" => "alarm",
                        _ => "info",
                    };
                    if (detail == "REINSTATE") severity = "info";
                    if (change is not null && detail is not null) change = $"{change}:{detail}";
                    break;
                case "account_alerts":
                    (subject, change) = (v.Text("entity_id"u8, 64) ?? account, v.Text("alert_type"u8, 64));
                    severity = v.Text("alert_severity"u8, 32) switch { "CRITICAL" => "alarm", "WARNING" => "warning", _ => "info" };
                    break;
                case "account_review_update":
                    (subject, change) = (account, v.Text("decision"u8, 64));
                    severity = change == "REJECTED" ? "alarm" : "info";
                    break;
                case "message_template_status_update":
                    (subject, change) = (Template(v), v.Text("event"u8, 64));
                    severity = change switch { "DISABLED" => "alarm", "REJECTED" or "PAUSED" or "FLAGGED" or "LOCKED" => "warning", _ => "info" };
                    break;
                case "message_template_quality_update":
                    (subject, change) = (Template(v), v.Text("new_quality_score"u8, 64));
                    severity = change is "RED" or "YELLOW" ? "warning" : "info";
                    break;
                case "message_template_components_update":
                    (subject, change) = (Template(v), "UPDATED");
                    severity = "info";
                    break;
                case "template_category_update":
                    (subject, change) = (Template(v), v.Text("new_category"u8, 64) ?? v.Text("correct_category"u8, 64));
                    severity = change == "MARKETING" ? "warning" : "info"; // marketing costs more and needs consent
                    break;
                case "phone_number_quality_update":
                    (subject, change) = (v.Text("display_phone_number"u8, 64) ?? account, v.Text("event"u8, 64));
                    severity = change is "FLAGGED" or "DOWNGRADE" ? "warning" : "info";
                    limit = Tier(v.Text("current_limit"u8, 64));
                    break;
                case "phone_number_name_update":
                    (subject, change) = (v.Text("display_phone_number"u8, 64) ?? account, v.Text("decision"u8, 64));
                    severity = change == "REJECTED" ? "warning" : "info";
                    break;
                case "business_capability_update":
                    var capacity = v.Text("max_daily_conversations_per_business"u8, 64) ?? v.Text("max_daily_conversation_per_phone"u8, 64);
                    (subject, change) = (account, capacity ?? "UPDATED");
                    severity = "info";
                    limit = Tier(capacity);
                    break;
                case "business_username_update":
                    (subject, change) = (v.Text("display_phone_number"u8, 64) ?? account, v.Text("status"u8, 64) ?? v.Text("event"u8, 64));
                    severity = "info";
                    break;
                case "security":
                    (subject, change) = (v.Text("display_phone_number"u8, 64) ?? account, v.Text("event"u8, 64));
                    severity = "warning";
                    break;
                case "payment_configuration_update":
                    (subject, change) = (v.Text("configuration_name"u8, 64) ?? account, v.Text("status"u8, 64));
                    severity = change is null or "Active" or "active" ? "info" : "warning";
                    break;
                default:
                    return null;
            }
            // Without the word that matters the notice would say nothing; the raw update does.
            return change is null || subject is null
                ? null
                : new ReadNotice(Command(time, account, field, subject, change), new ChannelNotice(field, subject, change, severity), limit);
        }

        private static string? Template(JsonElement v) =>
            v.Text("message_template_name"u8, 512) is { } name
                ? $"{name}/{v.Text("message_template_language"u8, 16) ?? "?"}"
                : v.Text("message_template_id"u8, 64);

        /// <summary>Unique customers a day of a tier's name or number; null where it says nothing that is known.</summary>
        private static PortfolioLimit? Tier(string? tier) => tier switch
        {
            "TIER_50" => new(50),
            "TIER_250" => new(250),
            "TIER_1K" => new(1_000),
            "TIER_2K" => new(2_000),
            "TIER_10K" => new(10_000),
            "TIER_100K" => new(100_000),
            "TIER_UNLIMITED" or "-1" => new((int?)null),
            _ when int.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => new(number),
            _ => null,
        };
    }
}

using MudBlazor;

namespace SalesFlow.Dashboard.Services;

/// <summary>Colours and letters of all pages.</summary>
public static class Look
{
    private static readonly string[] Fonts = ["IBM Plex Sans Arabic", "Segoe UI", "Tahoma", "sans-serif"];

    /// <summary>The theme.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight { Primary = "#0F4C81", Secondary = "#007A67", Tertiary = "#B7410E", AppbarBackground = "#FFFFFF", AppbarText = "#1A1A2E", Background = "#F4F6F9" },
        PaletteDark = new PaletteDark { Primary = "#7FB5E6", Secondary = "#00BFA6", Tertiary = "#FF9166" },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Fonts }, Button = new ButtonTypography { TextTransform = "none", FontFamily = Fonts } },
    };
}

using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;
using SalesFlow.Dashboard;
using SalesFlow.Dashboard.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");
builder.Services.AddMudServices();
builder.Services.AddSingleton(new HttpClient { BaseAddress = new Uri(builder.HostEnvironment.BaseAddress), Timeout = TimeSpan.FromSeconds(30) });
builder.Services.AddSingleton<Texts>();
builder.Services.AddSingleton<Session>();
builder.Services.AddSingleton<ApiClient>();
builder.Services.AddSingleton<LiveFeed>();
var host = builder.Build();
await host.Services.GetRequiredService<Session>().Restore();
await host.RunAsync();

declare module "*.ejs" {
  const text: string;
  export default text;
}
